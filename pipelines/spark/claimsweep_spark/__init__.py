"""Runs claimsweep's audit on Apache Spark: the same program, whole patients at a time, on every core of a cluster.

Spark reads, regroups and writes; every judgement is made by the `claimsweep` binary that tasks start.
"""

__version__ = "0.1.0"
