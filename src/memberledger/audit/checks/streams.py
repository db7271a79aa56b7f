"""Whether a stream is well formed: whose it is, and which event may follow which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.aggregates.practice import (
    PRACTICE_EVENTS,
    CatalogueSet,
    LocationsNamed,
    PlanPublished,
    PracticeOpened,
)
from memberledger.audit.checks.check import Check
from memberledger.audit.checks.course import STEPS, Course
from memberledger.audit.checks.story import Story
from memberledger.audit.findings import Finding
from memberledger.values import stream_id

__all__ = ["Streams"]

_OF_PRACTICES = tuple(PRACTICE_EVENTS)
_DAY = timedelta(days=1)


class Streams(Check):
    """Every history begins as it should, is one member's, and its events can follow each other.

    1. The first event enrolls a member, or opens a practice.
    2. The stream's id is the one that the names in it give; all enrollments name the same member,
       practice and currency, which is that of the practice, and count up.
    3. What is recorded never goes back in time, and nothing is dated after the day on which it was
       recorded, in whatever time zone.
    4. A practice records what is new only: no plan version that is on sale is published again.
    5. Bills and lots count up by one. A bill is settled once, a charge paid once; nobody enrolls
       who is enrolled, pauses who is paused, or leaves who has left.

    It can't see a wrong event that could have happened.
    """

    name = "streams"
    advice = "compare with a copy of the ledger from before: this is not how a history is written"

    def of_story(self, story: Story) -> Iterator[Finding]:
        """Everything but what follows from folding."""
        if not story.events:
            return
        yield from self._beginning(story)
        yield from self._times(story)
        if story.is_practice:
            yield from self._told_again(story)
        else:
            yield from self._currency(story)
            course = Course()
            for version, event in enumerate(story.events, 1):
                step = STEPS.get(type(event))
                if step is not None:
                    step(course, event)
                    for problem in course.problems:
                        yield self.found(f"{_name(event)}: {problem}", story, version)
                    course.problems.clear()

    def _beginning(self, story: Story) -> Iterator[Finding]:
        first, names = story.events[0], story.names
        if not isinstance(first, e.Enrolled | PracticeOpened):
            yield self.found(f"it begins with {_name(first)}", story, 1)
            return
        practice, member = names
        if story.stream != stream_id(practice, member or None):
            yield self.found("its name does not give this stream's id", story, 1)
        is_clean = all((kind in _OF_PRACTICES) == story.is_practice for kind in story.by_kind)
        if is_clean and not story.is_practice:
            return
        for version, event in enumerate(story.events[1:], 2):
            if isinstance(event, _OF_PRACTICES) != story.is_practice:
                whose = "a practice" if isinstance(event, _OF_PRACTICES) else "a member"
                yield self.found(f"{_name(event)} is an event of {whose}", story, version)
            elif isinstance(event, PracticeOpened):
                yield self.found("it is opened twice", story, version)

    def _told_again(self, story: Story) -> Iterator[Finding]:
        """What a practice says that it has said already, or against what it has said."""
        on_record: dict[tuple[str, int], PlanPublished] = {}
        said: dict[type[Event], object] = {}
        for version, event in enumerate(story.events, 1):
            if isinstance(event, PlanPublished):
                name = event.plan.id, event.plan.version
                before = on_record.get(name)
                if before is not None and before.plan != event.plan:
                    message = f"version {name[1]} of {name[0]} has other terms than before"
                    yield self.found(message, story, version)
                elif before is not None and before.on_sale is not False:
                    message = f"version {name[1]} of {name[0]} is on sale already"
                    yield self.found(message, story, version)
                on_record[name] = event
            elif isinstance(event, LocationsNamed | CatalogueSet):
                what = event.locations if isinstance(event, LocationsNamed) else event.services
                if said.get(type(event)) == what:
                    yield self.found(f"{_name(event)} says it once more", story, version)
                said[type(event)] = what

    def _times(self, story: Story) -> Iterator[Finding]:
        before = story.events[0].recorded_at
        for version, event in enumerate(story.events, 1):
            recorded, day = event.recorded_at, event.effective_on
            if recorded < before:
                message = f"{_name(event)} was recorded at {recorded}, the event before it at "
                yield self.found(f"{message}{before}", story, version)
            before = recorded
            if day > recorded.date() and day - recorded.date() > _DAY:
                message = f"{_name(event)} is dated {day} and was recorded at {recorded}"
                yield self.found(message, story, version)

    def _currency(self, story: Story) -> Iterator[Finding]:
        first = story.events[0]
        if not isinstance(first, e.Enrolled):
            return
        practice = self.audited.practice(first.practice)
        if practice is None:
            yield self.found("its practice was never opened, or can't be read", story, 1)
        elif practice.currency != first.currency:
            yield self.found(
                f"it is kept in {first.currency}, its practice in {practice.currency}",
                story,
                1,
                currency=first.currency,
                practice=practice.currency,
            )
        count = 0
        for version, event in story.by_kind.get(e.Enrolled, ()):
            if isinstance(event, e.Enrolled):
                count += 1
                told = event.practice, event.member, event.currency, event.enrollment
                if told != (first.practice, first.member, first.currency, count):
                    yield self.found(
                        "an enrollment is another member's, in another currency, or out of order",
                        story,
                        version,
                    )


def _name(event: Event) -> str:
    return type(event).__name__
