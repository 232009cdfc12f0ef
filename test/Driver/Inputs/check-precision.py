"""Checks the "precision" of a JSON document of `ridge run`.

    check-precision.py DOCUMENT [REPLAYED] [--for-energy ENERGY]

The front must be monotone, the point taken on it, within the budget and no
dearer than any uniform choice within it. REPLAYED, a run with --formats
DOCUMENT, must have the same products, error and cycles. ENERGY, a run for the
same budget with --minimize energy, must take no more energy, and no less time.
"""

import argparse
import json


def decibels(value):
    """A number, or "inf" where there is no noise at all."""
    return float(value)


def check_search(document):
    precision = document["precision"]
    front = precision["front"]
    minimize = precision.get("minimize", "time")
    cost = "energy_femtojoules" if minimize == "energy" else "cycles"
    costs = [point[cost] for point in front]
    sqnr = [decibels(point["sqnr_db"]) for point in front]
    assert len(front) >= 2, "a front of one point"
    assert all(a < b for a, b in zip(costs, costs[1:])), costs
    assert all(a < b for a, b in zip(sqnr, sqnr[1:])), sqnr
    (taken,) = [point for point in front if point["taken"]]
    budget = precision["error_budget_db"]
    assert decibels(taken["sqnr_db"]) >= budget
    assert taken["cycles"] == document["cycles"]["simulated"]
    assert taken["energy_femtojoules"] == document["energy_femtojoules"]
    assert taken["sqnr_db"] == precision["sqnr_db"]
    assert precision["front_within_db"] >= 0
    # Each was executed, and has been simulated if it is on the front.
    assert precision["executions"] >= len(precision["uniform"]) + len(front)
    assert precision["simulations"] >= len(precision["uniform"]) + len(front)
    for point in precision["uniform"]:
        if decibels(point["sqnr_db"]) >= budget:
            assert taken[cost] <= point[cost], point
    for point in front + precision["uniform"]:
        assert f"predicted_{cost}" in point, point
    for product in precision["products"]:
        best = "least energy" if minimize == "energy" else "fastest"
        assert product["reason"] in (best, "budget", "logits", "only one")
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


def check_objectives(document, energy):
    first, second = document["precision"], energy["precision"]
    assert "minimize" not in first and second["minimize"] == "energy"
    assert first["error_budget_db"] == second["error_budget_db"]
    assert energy["energy_femtojoules"] <= document["energy_femtojoules"]
    assert energy["cycles"]["simulated"] >= document["cycles"]["simulated"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("document")
    parser.add_argument("replayed", nargs="?")
    parser.add_argument("--for-energy")
    options = parser.parse_args()
    documents = {}
    for name, path in vars(options).items():
        if path:
            with open(path) as file:
                documents[name] = json.load(file)
    check_search(documents["document"])
    if options.replayed:
        check_replay(documents["document"], documents["replayed"])
    if options.for_energy:
        check_search(documents["for_energy"])
        check_objectives(documents["document"], documents["for_energy"])


if __name__ == "__main__":
    main()
