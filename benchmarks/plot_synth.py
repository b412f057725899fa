"""Plot ``synth.json``: the time for one stack, and the time by number of functions.

Usage: python plot_synth.py synth.json synth.svg, in the environment of ``peers/plot.txt``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib as mpl  # type: ignore[import-not-found]

mpl.use("svg")
# The same figures give the same file.
mpl.rcParams["svg.hashsalt"] = "synth"

from matplotlib import pyplot as plt  # noqa: E402 - after the backend is chosen

OURS, OTHERS = "#1b7f5c", "#9aa5b1"
MARKS = {"stock cdktf": "s-", "lambda_container": "o-", "ContainerFunction": "^-"}


def main(figures: Path, picture: Path) -> None:
    """Draw the plot."""
    results = json.loads(figures.read_text(encoding="utf-8"))
    figure, (bars, curve) = plt.subplots(1, 2, figsize=(11, 4))
    warm = dict(sorted(results["warm_seconds"].items(), key=lambda item: item[1]))
    warm.pop("main.py", None)
    colors = [OURS if name.startswith("lambda_container") else OTHERS for name in warm]
    drawn = bars.barh(list(warm), list(warm.values()), color=colors)
    bars.bar_label(drawn, labels=[f"{value:.2f} s" for value in warm.values()], padding=4)
    bars.margins(x=0.15)
    bars.invert_yaxis()
    bars.set_title("Five resources, one stack, warm")
    bars.set_xlabel("seconds")
    for name, seconds in results["curve"]["seconds"].items():
        color = OTHERS if name.startswith("stock") else OURS
        curve.plot(results["curve"]["functions"], seconds, MARKS[name], color=color, label=name)
    curve.set(xscale="log", yscale="log", xlabel="functions in one stack", ylabel="seconds")
    curve.set_title("Time against functions")
    curve.grid(visible=True, alpha=0.3)
    curve.legend()
    for axes in (bars, curve):
        axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
