"""Machines of a space that is too large to try all: by chance, or by what those before
have shown (Bayesian, with Optuna)."""

from __future__ import annotations

import contextlib
import json
import math
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

from .errors import Error
from .objects import Machine, Model
from .points import Point, Points
from .session import Path, default_session
from .sweep_store import task_of
from .sweep_workers import workers_of
from .sweeps import Campaign, Progress, texts_of

# What is asked for at once: enough for a computer's cores, few enough to learn from. It
# is no matter of how many workers there are, so that a search goes on the same elsewhere.
BATCH = 8

_BYTES = {unit: 1 << 10 * i for i, unit in enumerate(("B", "KiB", "MiB", "GiB"))}
_QUANTITY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(\S*)\s*")


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, both as machine files spell them ("64 KiB").

    Attributes:
        step: What all are a multiple of, in the unit of `low`.
        log: As many below twice a number as above it, and not as many in equal spans.
    """

    low: str
    high: str
    step: int = 1
    log: bool = False

    def bounds(self) -> tuple[int, int, str]:
        """(first, last, unit): multiples of the step.

        Raises:
            Error: They are no quantities of one unit, or there is nothing between.
        """
        ends = []
        for text in (self.low, self.high):
            found = _QUANTITY.fullmatch(text)
            if not found:
                raise Error(["'%s' is no quantity such as \"64 KiB\"" % text])
            ends.append((float(found[1]), found[2]))
        (low, unit), (high, other) = ends
        if unit != other:
            if unit not in _BYTES or other not in _BYTES:
                raise Error(["%s and %s have different units" % (self.low, self.high)])
            high *= _BYTES[other] / _BYTES[unit]
        if self.step < 1:
            raise Error(["a step of %s is no number of at least 1" % self.step])
        first, last = math.ceil(low / self.step), math.floor(high / self.step)
        if first > last or self.log and first < 1:
            raise Error(["from %s to %s by %d %s there is no number%s" % (
                self.low, self.high, self.step, unit, " above 0" if self.log else "")])
        return first, last, unit

    def value(self, count: int, unit: str) -> str:
        return ("%d %s" % (count * self.step, unit)).strip()


Space = Mapping[str, Union[Range, Sequence[Any]]]


class _Chance:
    """The next candidates of a sequence that the seed says."""

    def __init__(self, space: Space, seed: int, objectives: int):
        self._space, self._random = space, random.Random(seed)

    def ask(self) -> dict[str, Any]:
        return {name: self._draw(values) for name, values in self._space.items()}

    def _draw(self, values: Range | Sequence[Any]) -> Any:
        if not isinstance(values, Range):
            return self._random.choice(values)
        first, last, unit = values.bounds()
        if values.log:
            spread = self._random.uniform(math.log(first), math.log(last + 1))
            return values.value(min(int(math.exp(spread)), last), unit)
        return values.value(self._random.randint(first, last), unit)

    def tell(self, candidate: dict[str, Any], figures: Sequence[float] | None) -> None:
        pass


class _Bayesian:
    """Tree-structured Parzen estimators, of Optuna."""

    def __init__(self, space: Space, seed: int, objectives: int):
        try:
            import optuna
        except ImportError as error:
            raise Error(["a Bayesian search needs the Python package optuna, which cannot be"
                         " imported (%s): pip install optuna" % error]) from error
        self._optuna, self._space = optuna, space
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._study = optuna.create_study(
            sampler=optuna.samplers.TPESampler(seed=seed, constant_liar=True),
            directions=["minimize"] * objectives)
        self._trials: list[Any] = []

    def ask(self) -> dict[str, Any]:
        trial = self._study.ask()
        self._trials.append(trial)
        return {name: self._suggest(trial, name, values) for name, values in self._space.items()}

    @staticmethod
    def _suggest(trial: Any, name: str, values: Range | Sequence[Any]) -> Any:
        if not isinstance(values, Range):
            return values[trial.suggest_categorical(name, list(range(len(values))))]
        first, last, unit = values.bounds()
        return values.value(trial.suggest_int(name, first, last, log=values.log), unit)

    def tell(self, candidate: dict[str, Any], figures: Sequence[float] | None) -> None:
        """In the order in which candidates were asked for."""
        trial = self._trials.pop(0)
        if figures is None:
            self._study.tell(trial, state=self._optuna.trial.TrialState.FAIL)
        else:
            self._study.tell(trial, list(figures))


_SAMPLERS = {"random": _Chance, "bayesian": _Bayesian}


def _figures(points: Sequence[Point], objectives: Sequence[str]) -> list[float] | None:
    """Sums over the models; nothing if one was refused."""
    if any(point.error is not None for point in points):
        return None
    return [sum(point.figure(name) for point in points) for name in objectives]


def _check_space(space: Space) -> None:
    for name, values in space.items():
        if isinstance(values, Range):
            values.bounds()
        elif isinstance(values, str) or not values:
            raise Error(["%s of the space is %r, expected a Range or a list of values"
                         % (name, values)])
    if not space:
        raise Error(["the space of a search has no dimension"])


def search(
    models: Iterable[Model | Path],
    base: Machine | Path,
    space: Space,
    *,
    trials: int,
    store: Path,
    sampler: str = "random",
    objectives: Sequence[str] = ("seconds",),
    seed: int = 0,
    options: Mapping[str, Any] = {},
    workers: int | None = None,
    ray: str | None = None,
    progress: Progress | None = None,
) -> Points:
    """Runs every model on some variants of a machine, and keeps each point as `sweep` does.

    A search that was killed goes on: it asks for the same machines again, and finds in
    `store` what has run. A variant that does not fit together counts as tried.

    Args:
        space: Values, or a `Range` of them, by what `Machine.with_` calls them.
        trials: How many variants.
        sampler: "random"; or "bayesian", which looks where those before were good and
            needs Optuna.
        objectives: Figures (`Point.figure`) to make small, summed over the models.
        options: Keyword arguments of `ridge.run`.
        store: As of `sweep`.
        workers: As of `sweep`.
        ray: As of `sweep`.
        progress: As of `sweep`; points that were found in the store count as done.
    Raises:
        Error: The base or the space was refused, or a package is missing.
    """
    _check_space(space)
    if sampler not in _SAMPLERS:
        raise Error(["no sampler is named '%s'; there are %s"
                     % (sampler, " and ".join(_SAMPLERS))])
    if not isinstance(trials, int) or trials < 1:
        raise Error(["trials is %r, expected a whole number of at least 1" % (trials,)])
    base = base if isinstance(base, Machine) else default_session().machine(base)
    texts, choice = texts_of(models), json.loads(json.dumps(dict(options)))
    asked = _SAMPLERS[sampler](space, seed, len(objectives))
    result: list[Point] = []
    campaign = Campaign(store, workers_of(workers, ray), progress, trials * len(texts))
    with contextlib.closing(campaign):
        for begin in range(0, trials, BATCH):
            candidates = [asked.ask() for _ in range(min(BATCH, trials - begin))]
            result += _batch(campaign, asked, candidates, base, texts, choice, objectives)
    return Points(result)


def _batch(campaign: Campaign, asked: Any, candidates: Sequence[dict[str, Any]], base: Machine,
           texts: Mapping[str, str], choice: dict[str, Any],
           objectives: Sequence[str]) -> list[Point]:
    """The points of some candidates, in their order."""
    tasks, refused = [], {}
    for number, candidate in enumerate(candidates):
        try:
            machine = base.with_(candidate)
        except Error as error:
            said = {name: str(value) for name, value in candidate.items()}
            refused[number] = [Point(name, base.name, choice, None, str(error), said)
                               for name in texts]
            continue
        tasks += [task_of(name, text, machine, choice) for name, text in texts.items()]
    if refused:
        campaign.skip(len(refused) * len(texts))
    ran = iter(campaign.run(tasks))
    result = []
    for number, candidate in enumerate(candidates):
        mine = refused.get(number) or [next(ran) for _ in texts]
        asked.tell(candidate, _figures(mine, objectives))
        result += mine
    return result
