//! Black-box tests of appsynth, and what they share: running the program as a user would.
