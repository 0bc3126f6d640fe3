"""The choice of colours: kept on the device, and no way out of the site."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def choose(client, theme, **data):
    return client.post(reverse("theme"), {"theme": theme} | data)


def test_the_address():
    assert reverse("theme") == "/theme/"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_choice_is_kept_and_sent_with_the_first_byte(client, theme):
    response = choose(client, theme, next="/learn/?a=1")

    assert response.headers["Location"] == "/learn/?a=1"
    cookie = response.cookies["theme"]
    assert (cookie.value, cookie["samesite"], cookie["path"]) == (theme, "Lax", "/")
    assert cookie["max-age"] == 365 * 24 * 60 * 60
    html = client.get("/learn/").content.decode()
    assert f'<html lang="en-GB" data-theme="{theme}">' in html
    assert f'value="{theme}" aria-pressed="true"' in html
    assert html.count('aria-pressed="true"') == 1


def test_without_a_choice_the_system_decides(client):
    html = client.get("/learn/").content.decode()

    assert '<html lang="en-GB">' in html
    assert 'name="theme" value="" aria-pressed="true"' in html
    assert "prefers-color-scheme: dark" in html


@pytest.mark.parametrize("theme", ["", "purple", '"><script>'])
def test_anything_else_is_the_system_again(client, theme):
    choose(client, "dark")

    choose(client, theme)

    assert client.cookies["theme"].value == ""
    assert "data-theme" not in client.get("/learn/").content.decode()


def test_a_forged_cookie_is_no_theme(client):
    client.cookies["theme"] = '"onload=alert(1)'

    assert "data-theme" not in client.get("/learn/").content.decode()


@pytest.mark.parametrize(
    "goal",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "\\\\evil.example\\",
        "/\\evil.example/",
        "http:evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "\t//evil.example",
        "https://testserver@evil.example/",
        "ftp://testserver/",
        "",
    ],
)
def test_nobody_is_led_off_the_site(client, goal):
    assert choose(client, "dark", next=goal).headers["Location"] == "/"


def test_no_goal_is_the_first_page(client):
    assert choose(client, "dark").headers["Location"] == "/"


def test_looking_chooses_nothing(client):
    response = client.get("/theme/", {"theme": "dark"})

    assert response.status_code == 405
    assert "theme" not in response.cookies


def test_over_tls_the_cookie_is_for_tls(client):
    response = client.post("/theme/", {"theme": "dark"}, secure=True)

    assert response.cookies["theme"]["secure"]
