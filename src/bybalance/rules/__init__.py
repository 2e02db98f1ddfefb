"""Rules-as-code: the Danish government's annual lists of vulnerable housing areas.

``load`` reads the rule versions (one TOML file each, a source per number), ``evaluate`` gives the
verdict on one area with a reason per criterion, ``counterfactual`` asks what another rule version
would have said. Standard library only; sentences are made elsewhere, here are message keys.
"""
