"""What reports cost: beside fpdf2 and WeasyPrint on the same content, over a network, and in memory over many.

Run: .venv/bin/python -m tests.benchmarks.reports      (needs the extra `peers`: pip install -e '.[peers]')

Wanted, on a quiet machine: ten pages with six photos of 12 megapixels and two charts at most 0.3 of WeasyPrint's time
and no more than fpdf2's once the photos are reduced; at most 1.0 s of processor and 80 MB from a cold start; a network
report over 200 audits in a second; memory that does not grow over many reports. Each figure comes from a process of
its own.
"""

from __future__ import annotations

import gc
import io
import json
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

QUESTIONS = 80
PHOTOS = 6
MANY = 60


def peak_memory() -> float:
    """The most memory that this process ever held, in bytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1.0 if sys.platform == "darwin" else 1024.0)


def prepare(folder: Path) -> dict[str, Any]:
    """What the others take, laid down in `folder`: a report of ten pages with six photos of 12 megapixels that looks
    back on three visits, and the results of the demo."""
    from PIL import Image

    from audit_tui.reports.build import build_content
    from audit_tui.reports.previous import looked_back
    from tests.reports.audits import FACTS, SOLVED, Walk, small
    from tests.reports.reading import came_out

    plain = {
        key: said for key, said in SOLVED.items() if key != "critical"
    }  # one failed would cap every visit alike
    questions = [{**plain, "id": f"q{n}", "standard": f"PH-0{n % 2 + 1}"} for n in range(QUESTIONS)]
    walks = []
    for visit, month in enumerate(("02", "05", "08", "11"), 1):
        facts = {**FACTS, "visit_start": f"2026-{month}-18T10:30", "visit_end": f"2026-{month}-18T12:05"}
        walk = Walk(folder, [small(questions)], facts=facts, seed=visit)
        for n in range(QUESTIONS):
            walk.say("answer", f"phone/q{n}", "no" if n % (5 * visit) == 3 else "yes")
            walk.say(
                "note", f"phone/q{n}", f"Seen at the desk, number {n}, while two customers were waiting."
            )
        walks.append(walk)
    for n in range(PHOTOS):
        walk.photo(f"phone/q{(n % 3) * 20 + 3}", size=(4000, 3000), colour=f"#{n}0{n}080")
        noise = Image.effect_noise((4000, 3000), 60)
        sha = walk.record.projection.items[f"phone/q{(n % 3) * 20 + 3}"].evidence[-1].sha256
        noise.convert("RGB").save(folder / sha, "JPEG", quality=88)
    for each in walks:
        each.say("finish")
    earlier = looked_back([came_out(each) for each in walks[:-1]], walk.record)
    content = build_content(walk.record, blobs=walk.blobs, organisation="Aurora Retail", earlier=earlier)
    (folder / "content").write_bytes(pickle.dumps(content))

    from audit_tui.clock import SystemClock
    from audit_tui.store.audits import AuditStore
    from audit_tui.store.results import Results
    from tests.demo.once import demo

    store = AuditStore(demo(), SystemClock())
    found = Results(store.workspace).of(store.rows())
    (folder / "results").write_bytes(
        pickle.dumps([one for one in found if not one.aborted and one.percent_text])
    )
    return {}


def content_in(folder: Path) -> Any:
    return pickle.loads((folder / "content").read_bytes())


def one(folder: Path, which: str) -> dict[str, Any]:
    """Draw the report cold and again with the photos reduced, in this process; seconds of the processor."""
    start = time.process_time()
    content = content_in(folder)
    if which == "ours":
        from audit_tui.reports.pdf.audit_report import audit_report as draw
    elif which == "fpdf2":
        from tests.benchmarks.peers import with_fpdf2 as draw  # type: ignore[assignment]
    else:
        from tests.benchmarks.peers import with_weasyprint as draw  # type: ignore[assignment]
    pdf = draw(content)
    cold = time.process_time() - start
    peak = peak_memory()
    warm = []
    for _ in range(5):
        gc.collect()
        start = time.process_time()
        draw(content)
        warm.append(time.process_time() - start)
    from pypdf import PdfReader

    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    return {"cold": cold, "warm": min(warm), "size": len(pdf), "peak": peak, "pages": pages}


def network(folder: Path, asked: str) -> dict[str, Any]:
    """A network report over so many audits, five a site: the demo's results under other names."""
    from audit_tui.reports.network import network_content
    from audit_tui.reports.network_given import Network
    from audit_tui.reports.network_nps import Asked
    from audit_tui.reports.network_sampling import Left
    from audit_tui.reports.pdf.network_report import network_report
    from audit_tui.rules.insights import Selection, select

    found = pickle.loads((folder / "results").read_bytes())
    results = [
        replace(
            found[n % len(found)],
            id=f"A{n:05d}",
            number=f"AUD-{n:05d}",
            site=f"S{n // 5:04d}",
            site_name=f"Store {n // 5:04d}",
            day=(date(2026, 1, 1) + timedelta(days=n % 5 * 60)).isoformat(),
        )
        for n in range(int(asked))
    ]
    selection = Selection("", "", "", "", "")
    start = time.process_time()
    content = network_content(
        Network(
            selection=selection,
            sites=(),
            selected=select(results, selection),
            left=Left(drafts=0, abandoned=0, unread=[], without_visit=[]),
            actions=[],
            heard={},
            mystery=frozenset(),
            names={},
            asked=Asked(),
            as_of="2026-11-26",
        )
    )
    counted = time.process_time() - start
    start = time.process_time()
    pdf = network_report(content)
    drawn = time.process_time() - start
    peak = peak_memory()
    from pypdf import PdfReader

    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    return {"counted": counted, "drawn": drawn, "size": len(pdf), "peak": peak, "pages": pages}


def many(folder: Path) -> dict[str, Any]:
    """Peak memory after a few reports and after many: it must not grow with their number."""
    from audit_tui.reports.pdf.audit_report import audit_report

    content = content_in(folder)
    for _ in range(5):
        audit_report(content)
    first = peak_memory()
    for _ in range(MANY - 5):
        audit_report(content)
    return {"first": first, "last": peak_memory()}


def apart(*given: str) -> dict[str, Any]:
    """The figures of one task, from a process of its own; empty where a peer is not installed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.reports", *given],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"  {' '.join(given)}: not run ({(done.stderr.strip().splitlines() or ['?'])[-1]})")
        return {}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    if len(sys.argv) > 1:
        task, folder, *rest = sys.argv[1:]
        tasks: dict[str, Callable[..., dict[str, Any]]] = {
            "prepare": prepare,
            "one": one,
            "network": network,
            "many": many,
        }
        print(json.dumps(tasks[task](Path(folder), *rest)))
        return
    with tempfile.TemporaryDirectory() as folder:
        apart("prepare", folder)
        beside_peers(folder)
        over_networks(folder)
        got = apart("many", folder)
        if got:
            growth = got["last"] / got["first"]
            print(f"\nPeak memory after {MANY} reports against after 5: {growth:.2f} (wanted at most 1.05)")


def beside_peers(folder: str) -> None:
    print(
        f"The report of one audit: {QUESTIONS} questions, {PHOTOS} photos of 12 megapixels, two charts, QR, record"
    )
    print(f"{'':12}{'cold s':>9}{'warm s':>9}{'size kB':>10}{'peak MB':>10}{'pages':>8}")
    figures = {name: apart("one", folder, name) for name in ("ours", "fpdf2", "weasyprint")}
    for name, got in figures.items():
        if got:
            print(
                f"{name:12}{got['cold']:9.2f}{got['warm']:9.2f}{got['size'] / 1000:10.0f}"
                f"{got['peak'] / 1e6:10.0f}{got['pages']:8d}"
            )
    ours = figures["ours"]
    for name, wanted in (("weasyprint", 0.3), ("fpdf2", 1.0)):
        if figures[name] and ours:
            ratio = {key: ours[key] / figures[name][key] for key in ("warm", "cold", "size", "peak")}
            print(
                f"ours / {name}: warm {ratio['warm']:.2f} (wanted {wanted}), cold {ratio['cold']:.2f}, "
                f"size {ratio['size']:.2f}, memory {ratio['peak']:.2f}"
            )


def over_networks(folder: str) -> None:
    print("\nNetwork report, five visits a site; seconds of the processor for its figures and for its pages")
    print(f"{'audits':>12}{'figures':>9}{'pages':>9}{'size kB':>10}{'peak MB':>10}{'sheets':>8}")
    for count in (200, 1000):
        got = apart("network", folder, str(count))
        if got:
            print(
                f"{count:12d}{got['counted']:9.2f}{got['drawn']:9.2f}{got['size'] / 1000:10.0f}"
                f"{got['peak'] / 1e6:10.0f}{got['pages']:8d}"
            )


if __name__ == "__main__":
    main()
