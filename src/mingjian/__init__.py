"""Mingjian 明鉴: supervision of the minimum-living-allowance work of a province."""

__version__ = "0.1.0"
