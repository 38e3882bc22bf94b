"""The page without a mouse."""

from playwright.sync_api import expect

from tests.resilience.page.conftest import Open


def test_a_slash_leads_to_the_search(opened: Open) -> None:
    page = opened()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()


def test_a_release_is_found_by_its_name(opened: Open) -> None:
    page = opened()
    page.keyboard.press("/")
    page.keyboard.type("release app2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="app2", exact=True)).to_be_visible()


def test_arrows_choose_among_what_is_found(opened: Open) -> None:
    page = opened()
    page.keyboard.press("/")
    page.keyboard.type("zone eu-west")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Zone eu-west-1b is lost")).to_be_visible()


def test_a_name_that_nothing_has_is_said_to_be_nobodys(opened: Open) -> None:
    page = opened()
    page.get_by_role("combobox").fill("nosuch")
    expect(page.get_by_role("listbox")).to_have_text("nothing has this name")


def test_arrows_move_in_the_picture_and_enter_chooses(opened: Open) -> None:
    page = opened()
    page.locator("#picture .zone-name").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Zone eu-west-1b is lost")).to_be_visible()


def test_an_arrow_down_leads_into_the_zone(opened: Open) -> None:
    page = opened()
    page.locator("#picture .zone-name").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(":focus")).to_have_text("load balancer")


def test_the_picture_is_one_stop_of_the_tabulator(opened: Open) -> None:
    assert opened().locator('#picture button[tabindex="0"]').count() == 1


def test_escape_clears_the_choice(opened: Open) -> None:
    page = opened()
    page.locator("#picture .zone-name").first.click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Choose what fails")).to_be_visible()


def test_the_focus_is_seen(opened: Open) -> None:
    page = opened()
    page.keyboard.press("Tab")
    outline = page.locator(":focus").evaluate("each => getComputedStyle(each).outlineStyle")
    assert outline == "solid"
