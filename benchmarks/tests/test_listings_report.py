"""The workload and the table of the listings' benchmark."""

from amazon_simulator.catalog_items import is_barcode
from benchmarks import listings_report
from benchmarks.listings_workload import AMBIGUOUS, products, write_report


def test_every_line_of_the_report_has_a_sku_of_its_own_and_a_barcode(tmp_path):
    write_report(tmp_path / "report", 200)
    header, *lines = (tmp_path / "report").read_text().splitlines()
    rows = [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]
    assert len({row["seller-sku"] for row in rows}) == 200
    assert all(is_barcode(row["product-id"]) for row in rows)
    assert {row["status"] for row in rows} == {"Active", "Inactive", "Incomplete"}
    assert {row["quantity"] == "" for row in rows if row["fulfillment-channel"] != "DEFAULT"} == {True}


def test_every_listing_has_one_product_but_for_the_ambiguous_ones():
    rows = products(1000)
    assert len(rows) == 1000 + AMBIGUOUS
    assert sum("barcode" in row for row in rows) == 500


def figures(seconds, **more):
    return {
        "seconds": seconds,
        "queries": 10,
        "peak_mb": 150,
        "growth_mb": 5,
        "listings": 100,
        "made": {"a": 1},
        **more,
    }


def results(rows=0, issues=2, peak=150):
    run = {"floor": figures(1), "ours": figures(2, peak_mb=peak, again=figures(1, rows=rows))}
    link = figures(1, linked=98, again=0, ambiguous=2, issues=issues)
    return {"small": {"floor": figures(1), "ours": figures(1)}, "big": run, "link": link}


def test_an_import_that_writes_nothing_twice_and_asks_once_reaches_the_goals():
    assert listings_report.all_reached(results())
    assert "0.50" in listings_report.render(results())


def test_rows_written_again_memory_that_grows_and_issues_told_twice_miss_them():
    assert not listings_report.all_reached(results(rows=1))
    assert not listings_report.all_reached(results(issues=4))
    assert not listings_report.all_reached(results(peak=300))
