import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UserError
from qa.serving.limits import QUESTIONS, Limit, RateLimiter, TooOften


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_one_too_many_is_told_how_long_to_wait():
    clock = Clock()
    limiter = RateLimiter(Limit("questions", 2), clock)
    limiter.admit("a")
    clock.now += 20.5
    limiter.admit("a")
    with pytest.raises(TooOften, match="2 questions in a minute are the most for one visitor; wait 40 seconds") as told:
        limiter.admit("a")
    assert told.value.seconds == 40 and isinstance(told.value, UserError)
    clock.now += 39.5
    limiter.admit("a")
    with pytest.raises(TooOften, match="wait 21 seconds"):
        limiter.admit("a")


def test_the_last_second_is_told_as_one():
    clock = Clock()
    limiter = RateLimiter(Limit("uploads", 1, 10), clock)
    limiter.admit("a")
    clock.now += 9.9
    with pytest.raises(TooOften, match="1 uploads in 10 seconds .*; wait 1 second$"):
        limiter.admit("a")


def test_visitors_do_not_count_for_one_another():
    limiter = RateLimiter(Limit("questions", 1), Clock())
    limiter.admit("a")
    limiter.admit("b")
    with pytest.raises(TooOften):
        limiter.admit("a")


def test_asking_too_often_does_not_make_the_wait_longer():
    clock = Clock()
    limiter = RateLimiter(Limit("questions", 1), clock)
    limiter.admit("a")
    for _ in range(5):
        clock.now += 11
        with pytest.raises(TooOften):
            limiter.admit("a")
    clock.now += 5
    limiter.admit("a")


def test_who_did_nothing_for_long_is_forgotten():
    clock = Clock()
    limiter = RateLimiter(Limit("questions", 1), clock)
    for number in range(50):
        limiter.admit(str(number))
    clock.now += 60
    limiter.admit("another")
    assert limiter.visitors == 1


def test_of_too_many_visitors_those_are_forgotten_who_did_nothing_for_longest():
    clock = Clock()
    limiter = RateLimiter(Limit("questions", 2), clock, max_visitors=3)
    for visitor in ("a", "b", "c", "a", "d"):
        clock.now += 1
        limiter.admit(visitor)
    assert limiter.visitors == 3
    with pytest.raises(TooOften):
        limiter.admit("a")
    # It was forgotten, so its first question does not count any more.
    limiter.admit("b")
    limiter.admit("b")


def test_threads_together_are_admitted_exactly_as_often_as_the_limit_says():
    limiter = RateLimiter(Limit("questions", 50), Clock())
    start = threading.Barrier(8)

    def ask(_):
        start.wait()
        admitted = 0
        for _ in range(40):
            try:
                limiter.admit("a")
                admitted += 1
            except TooOften:
                pass
        return admitted

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == 50


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from("abc")), max_size=60))
def test_no_window_ever_holds_more_than_the_limit_and_nobody_is_refused_below_it(steps):
    clock = Clock()
    limiter = RateLimiter(Limit("questions", 3), clock)
    admitted = {"a": [], "b": [], "c": []}
    for passed, visitor in steps:
        clock.now += passed
        recent = [time for time in admitted[visitor] if clock.now - time < 60]
        try:
            limiter.admit(visitor)
            admitted[visitor].append(clock.now)
            assert len(recent) < 3
        except TooOften as error:
            assert len(recent) == 3 and error.seconds == 60 - (clock.now - recent[0])


@pytest.mark.parametrize("visitor", ["", "x" * 10**6, "\ud800", "ünï"])
def test_any_text_names_a_visitor(visitor):
    RateLimiter(QUESTIONS).admit(visitor)


@pytest.mark.parametrize(("count", "seconds"), [(0, 60), (-1, 60), (1, 0), (1, float("nan"))])
def test_a_limit_without_sense_is_refused(count, seconds):
    with pytest.raises(ValueError, match="a limit needs"):
        Limit("questions", count, seconds)
