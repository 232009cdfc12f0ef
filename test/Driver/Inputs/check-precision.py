"""Checks the "precision" of a JSON document of `ridge run`.

    check-precision.py DOCUMENT [REPLAYED]

The front must be monotone, the point taken on it, within the budget and no
slower than any uniform choice within it. REPLAYED, a run with --formats
DOCUMENT, must have the same products, error and cycles.
"""

import json
import sys


def decibels(value):
    """null stands for no noise at all."""
    return float("inf") if value is None else value


def check_search(document):
    precision = document["precision"]
    front = precision["front"]
    cycles = [point["cycles"] for point in front]
    sqnr = [decibels(point["sqnr_db"]) for point in front]
    assert len(front) >= 2, "a front of one point"
    assert all(a < b for a, b in zip(cycles, cycles[1:])), cycles
    assert all(a < b for a, b in zip(sqnr, sqnr[1:])), sqnr
    (taken,) = [point for point in front if point["taken"]]
    budget = precision["error_budget_db"]
    assert decibels(taken["sqnr_db"]) >= budget
    assert taken["cycles"] == document["cycles"]["simulated"]
    assert taken["sqnr_db"] == precision["sqnr_db"]
    assert precision["front_within_db"] >= 0
    # Each was executed, and has been simulated if it is on the front.
    assert precision["executions"] >= len(precision["uniform"]) + len(front)
    assert precision["simulations"] >= len(precision["uniform"]) + len(front)
    for point in precision["uniform"]:
        if decibels(point["sqnr_db"]) >= budget:
            assert taken["cycles"] <= point["cycles"], point
    for product in precision["products"]:
        assert product["reason"] in ("fastest", "budget", "logits", "only one")
        # Both parts are there, and neither is larger than the whole by much.
        whole = decibels(product["sqnr_db"])
        parts = [
            decibels(product[name])
            for name in ("quantisation_sqnr_db", "accumulation_sqnr_db")
        ]
        if product["instruction"]:
            assert min(parts) > whole - 3, product


def check_replay(document, replayed):
    first, second = document["precision"], replayed["precision"]
    for a, b in zip(first["products"], second["products"], strict=True):
        assert b["reason"] == "given"
        assert {**a, "reason": ""} == {**b, "reason": ""}, (a, b)
    assert first["sqnr_db"] == second["sqnr_db"]
    assert first["weights"] == second["weights"]
    assert document["cycles"] == replayed["cycles"]


def main():
    documents = []
    for path in sys.argv[1:]:
        with open(path) as file:
            documents.append(json.load(file))
    check_search(documents[0])
    if len(documents) > 1:
        check_replay(*documents)


if __name__ == "__main__":
    main()
