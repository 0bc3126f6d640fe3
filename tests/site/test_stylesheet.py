"""The stylesheets as one: what a learner's browser gets."""

import re

import pytest
from django.conf import settings

from studyapp.staticfiles import COMMENT, SPACE, flatten

CSS = settings.BASE_DIR / "static" / "css"
IMPORT = re.compile(r'@import url\("([\w-]+\.css)"\) layer\((\w+)\);')


@pytest.fixture
def sheet(tmp_path):
    (tmp_path / "site.css").write_text(
        "/* all of it */\n@layer one, two;\n"
        '@import url("a-b.css") layer(one);\n@import url("c.css") layer(two);\n'
    )
    (tmp_path / "a-b.css").write_text("/* why\n so */\na { color: red; }\n")
    (tmp_path / "c.css").write_text("b { color: blue; } /* c */\n")
    return flatten(tmp_path / "site.css")


def test_imports_become_layers_in_their_order(sheet):
    assert sheet == "@layer one,two;@layer one{a{color:red;}}@layer two{b{color:blue;}}"


def test_no_text_of_a_declaration_loses_its_space():
    texts = re.compile(r'"[^"\n]*"')
    for path in CSS.glob("*.css"):
        sheet = COMMENT.sub("", path.read_text())
        kept = SPACE.sub(lambda match: match["mark"] or match["after"], sheet)
        assert texts.findall(kept) == texts.findall(sheet), path.name


def test_a_missing_sheet_is_not_passed_over(tmp_path):
    (tmp_path / "site.css").write_text('@import url("gone.css") layer(one);\n')

    with pytest.raises(FileNotFoundError):
        flatten(tmp_path / "site.css")


def test_the_sites_sheet_needs_no_other():
    sheet = flatten(CSS / "site.css")

    assert "@import" not in sheet
    assert "/*" not in sheet
    assert "url(http" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_every_sheet_is_in_it_once_and_its_layer_is_declared():
    site = (CSS / "site.css").read_text()
    imports = IMPORT.findall(site)
    declared = re.search(r"@layer ([\w, ]+);", site)[1].split(", ")
    files = {path.name for path in CSS.glob("*.css")} - {"site.css", "admin.css"}

    assert list(dict.fromkeys(layer for _, layer in imports)) == declared
    assert sorted(name for name, _ in imports) == sorted(files)
    assert site.count("@import") == len(imports)


def test_the_sheet_begins_with_the_order_of_its_layers():
    assert flatten(CSS / "site.css").lstrip().startswith("@layer tokens,base,layout,")


@pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=lambda path: path.name)
def test_only_tokens_write_a_colour(path):
    # A token may be set anew, as for paper; a shadow is black in both themes.
    rules = re.sub(r"/\*.*?\*/|--[\w-]+:[^;]*;|box-shadow:[^;]*;", "", path.read_text(), flags=re.S)
    colours = re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", rules, re.I)

    assert path.name == "tokens.css" or colours == []


def test_every_token_that_is_used_exists():
    sheets = "".join(path.read_text() for path in CSS.rglob("*.css"))
    used = set(re.findall(r"var\((--[\w-]+)\)", sheets))
    made = set(re.findall(r"(--[\w-]+):", sheets))

    assert sorted(used - made) == []
