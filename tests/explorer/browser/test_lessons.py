"""To learn: Beat Paxos, the quiz, and the guided tour."""

import pytest
from playwright.sync_api import expect

from reader import ask, called

LESSONS = 6
WORDS = {"en": ("Guided tour", "Lesson {n} of 6"), "zh": ("导览", "第 {n} 课，共 6 课")}


def figure(reader, name):
    return reader.find(f"{called('data-figure', f'beat.{name}')} dd").inner_text()


def begin_level(reader, level):
    reader.open()
    reader.sees("[data-entry=beat]").click()
    reader.sees(called("data-level", level)).click()
    reader.sees(called("data-game", level))


def test_an_easy_level_is_won_by_its_hints(reader):
    begin_level(reader, 2)
    distance = int(reader.sees("[data-distance]").get_attribute("data-distance"))
    par = distance
    assert figure(reader, "par") == str(par)
    assert "agreement" in reader.find(".game-goal").inner_text()
    while distance:
        expect(reader.find("[data-distance]")).to_have_attribute("data-distance", str(distance))
        reader.find("[data-beat=hint]").click()
        reader.sees(".takeable.marked").click()
        distance -= 1
        reader.is_at(par - distance)
    reader.sees("[data-game][data-won]")
    points = int(reader.find("[data-points]").get_attribute("data-points"))
    assert points == 100 - 10 * par
    assert f"in {par} steps" in reader.find(".game-won").inner_text()

    reader.find("[data-beat=reveal]").click()
    revealed = reader.sheet("reveal").locator("[data-revealed]")
    assert revealed.get_attribute("data-revealed").startswith("models/violates/")
    reader.find("[data-reveal=why]").click()
    expect(reader.sheet("why").locator("[data-quorum]")).to_have_count(2)
    reader.page.keyboard.press("Escape")
    reader.open("#screen=beat")
    expect(reader.sees(called("data-level", 2))).to_contain_text(str(points))


def test_a_level_does_not_tell_which_model_it_is(reader, server):
    reader.open("#level=2")
    reader.sees("[data-distance]")
    hidden = ask(server, "reveal", {"level": 2}, [])
    reader.page.mouse.move(2, 790)
    page = reader.page.content()
    assert hidden["path"] not in page and hidden["title"] not in page
    assert "level=2" in reader.page.url


def test_an_undo_and_a_wrong_turn_are_told(reader):
    begin_level(reader, 2)
    reader.sees("[data-distance]")
    reader.find("[data-kind=timeout]").first.click()
    reader.sees("[data-trend]")
    reader.move("back")
    reader.is_at(0)
    assert figure(reader, "undos") == "1"


def test_the_reference_cannot_be_beaten_and_the_oracle_says_so(reader):
    begin_level(reader, 1)
    never = reader.sees("[data-oracle=never]").inner_text()
    assert "∞" in never and "states" in never
    reader.take("proposer A: next ballot", "proposer A → acceptor 1: prepare 1.A")
    reader.sees("[data-oracle=never]")
    expect(reader.find("[data-beat=hint]")).to_have_count(0)
    reader.find("[data-beat=why-not]").click()
    assert "2 proposers" in reader.sheet("cannot").inner_text()


def test_a_quiz_exercise_is_answered(reader, server):
    exercises = [ask(server, {"quiz": {"number": number}}) for number in (1, 2)]
    reader.open()
    reader.sees("[data-entry=quiz]").click()
    first, second = exercises
    expect(reader.sees("[data-quiz-step]")).to_have_count(len(first["steps"]))
    expect(reader.find("[data-answer]")).to_have_count(len(first["choices"]))
    reader.find(called("data-answer", first["answer"] + 1)).click()
    reader.sees("[data-verdict=right]")
    expect(reader.find("[data-quiz-score]")).to_have_attribute("data-quiz-score", "1/1")
    reader.find("[data-quiz-go=on]").click()
    reader.sees(called("data-quiz", 2)).locator("[data-answer]").first.wait_for()
    wrong = (second["answer"] + 1) % len(second["choices"])
    reader.page.keyboard.press(str(wrong + 1))
    told = reader.sees("[data-verdict=wrong]").inner_text()
    assert f"It is {second['answer'] + 1}." in told
    expect(reader.find("[data-quiz-score]")).to_have_attribute("data-quiz-score", "1/2")
    reader.find("[data-quiz-open]").click()
    reader.is_at(len(second["run"]))


def do_as_shown(reader):
    """Asks the tour which step to take, and takes it; what is done to a message is behind its menu."""
    before = reader.position()
    reader.find("[data-tour=show]").click()
    reader.find(".takeable.marked, [data-more].pointed").first.click()
    if reader.position() == before and reader.find(".menu .marked").count():
        reader.find(".menu .marked").click()
    reader.is_at(before + 1)


@pytest.mark.parametrize("language", WORDS)
def test_the_tour_to_its_end_by_its_hints(readers, language):
    title, lesson_of = WORDS[language]
    reader = readers(language=language)
    reader.open()
    reader.sees("[data-entry=tour]").click()
    expect(reader.sees("[data-screen=tour] h1")).to_have_text(title)
    reader.find(called("data-lesson-card", 1)).click()
    for lesson in range(1, LESSONS + 1):
        scene = 0
        head = reader.sees(f"{called('data-lesson', lesson)}{called('data-scene', 1)}").locator("header")
        assert lesson_of.format(n=lesson) in head.inner_text()
        tasks = 0
        while True:
            scene += 1
            reader.sees(f"{called('data-lesson', lesson)}{called('data-scene', scene)}")
            if reader.find("[data-tour=show]").count():
                tasks += 1
                while reader.find("[data-tour=show]").count():
                    do_as_shown(reader)
                reader.sees(".tour[data-done]")
            count, of = reader.find(".tour-count").inner_text().split(" / ")
            assert int(count) == scene
            reader.find("[data-tour=next]").click()
            if scene == int(of):
                break
        assert tasks, "a lesson ends with a step of the reader's own"
    expect(reader.sees("[data-lesson-card] .tag.good")).to_have_count(LESSONS)


def test_the_language_is_switched_for_the_whole_page(reader):
    reader.open("#screen=tour&lesson=2")
    reader.sees("[data-begin-lesson]").click()
    english = reader.sees(".tour-text").inner_text()
    reader.tool("language")
    expect(reader.find(".tour-text")).not_to_have_text(english)
    expect(reader.find("html")).to_have_attribute("lang", "zh-CN")
    assert "提案者" in reader.find("[data-board]").inner_text()
    reader.open()
    expect(reader.sees("[data-entry=play] strong")).to_have_text("开始玩")
