"""Runs two commands in turns and prints the time of each round with their ratio.

usage: turns.py FOLDER ROUNDS FIRST... -- SECOND...

The commands run in the folder; `{output}` in their arguments is a new folder in it each time.
"""

import statistics
import subprocess
import sys
import time

folder, rounds, *commands = sys.argv[1:]
end = commands.index("--")
first, second = commands[:end], commands[end + 1 :]


def seconds(command: list[str], output: str) -> float:
    arguments = [argument.replace("{output}", output) for argument in command]
    start = time.perf_counter()
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{arguments[0]} failed:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - start


ratios = []
for number in range(int(rounds)):
    one = seconds(first, f"{folder}/first-{number}")
    other = seconds(second, f"{folder}/second-{number}")
    ratios.append(one / other)
    print(f"{one:.2f} s and {other * 1000:.0f} ms: {one / other:.0f} times as long", flush=True)
print(f"median: {statistics.median(ratios):.0f} times as long")
