"""How the environment says where the registers are."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import BadConfig, from_environment

SECRET = {"CASELOT_SECRET_KEY": "a secret of the tests, only that"}
URL = "CASELOT_CORE_POS_URL"


def test_one_server_for_every_store_with_its_schemas() -> None:
    address = "mysql://lane:pass%2Fword@10.0.0.9/trans?op=office&own=orders"
    (server,) = from_environment({**SECRET, URL: address}).registers
    assert (server.host, server.port, server.user, server.password) == (
        "10.0.0.9", 3306, "lane", "pass/word",
    )  # fmt: skip
    assert (server.sales, server.archive, server.op, server.own) == (
        "trans", "trans_archive", "office", "orders",
    )  # fmt: skip
    assert "pass" not in repr(server)


def test_who_may_read_along() -> None:
    said = [f"{URL}_1", f"{URL}_2", f"{URL}_3"]
    asked = ("", "?tls=required&own=orders", f"?tls=verified&ca={__file__}")
    env = {name: f"mysql://a:b@host/{query}" for name, query in zip(said, asked, strict=True)}
    found = from_environment({**SECRET, **env}).registers
    assert [(s.tls, s.ca, s.own) for s in found] == [
        ("", "", "caselot"), ("required", "", "orders"), ("verified", __file__, "caselot"),
    ]  # fmt: skip


def test_one_for_each_store_by_its_number() -> None:
    env = {f"{URL}_1": "mariadb://a:b@one:3307/", f"{URL}_12": "mysql://a:b@two"}
    found = from_environment({**SECRET, **env}).registers
    assert [(s.store_id, s.host, s.port, s.name) for s in found] == [
        (1, "one", 3307, "core_pos-1"), (12, "two", 3306, "core_pos-12"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "env",
    [
        {URL: "postgresql://a:b@host/db"},
        {URL: "mysql://a:b@host/trans`; DROP"},
        {URL: "mysql://a:b@host/?own=a b"},
        {URL: "mysql://a:b@host/?other=x"},
        {URL: "mysql://a:b@host/?own=core_trans"},
        {URL: "mysql://a:b@host/caselot"},
        {URL: "mysql://a:b@host/?own=Office&op=office"},
        {URL: "mysql://a:b@host/?own=is4c_op"},
        {URL: "mysql://a:b@host/?tls=perhaps"},
        {URL: "mysql://a:b@host/?tls=verified"},
        {URL: "mysql://a:b@host/?tls=verified&ca=/nowhere/at/all.pem"},
        {URL: f"mysql://a:b@host/?tls=required&ca={__file__}"},
        {URL: "mysql://a:b@host", f"{URL}_1": "mysql://a:b@host"},
        {"CASELOT_SALES_FOLDER": "/nowhere/at/all"},
    ],
)
def test_what_cannot_be_meant_stops_the_start(env: dict[str, str]) -> None:
    with pytest.raises(BadConfig):
        from_environment({**SECRET, **env})


def test_a_folder_for_files_of_sales(tmp_path: Path) -> None:
    assert from_environment(SECRET).sales_folder is None
    env = {**SECRET, "CASELOT_SALES_FOLDER": str(tmp_path)}
    assert from_environment(env).sales_folder == tmp_path
