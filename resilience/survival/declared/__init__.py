"""The paths that every platform has, as data; those of applications follow from their folders.

A further path is an entry of `Declared` in the module of its topic. It names what it needs in the
words of `resilience/survival/needs.py`, and is there where the releases that it names are. A
service of AWS that it rests on needs an entry in `resilience/survival/guarantees.py`.
"""
