"""Where messages leave, from the environment: nothing set is fine, a bad one stops the start."""

from __future__ import annotations

import pytest

from app.config import BadConfig, MailServer, TextGateway, from_environment

SECRET = {"CASELOT_SECRET_KEY": "a secret for tests only, nothing else"}
FROM = {"CASELOT_MAIL_FROM": "Hill Store <orders@hill.example>"}
SMS = {"CASELOT_SMS_URL": "https://sms.example/v1", "CASELOT_SMS_TOKEN": "t"}


def test_nothing_set_means_no_way() -> None:
    config = from_environment(SECRET)
    assert (config.mail, config.texts) == (None, None)


def test_a_mail_server() -> None:
    url = {"CASELOT_SMTP_URL": "smtp+starttls://orders%40hill:p%2Fw@mail.example"}
    config = from_environment({**SECRET, **FROM, **url, "CASELOT_MESSAGE_SECONDS": "7"})
    assert config.mail == MailServer(
        "smtp+starttls", "mail.example", 587, FROM["CASELOT_MAIL_FROM"], "orders@hill", "p/w",
        seconds=7,
    )  # fmt: skip
    assert "p/w" not in repr(config)


def test_a_gateway() -> None:
    config = from_environment({**SECRET, **SMS, "CASELOT_SMS_FROM": "Hill"})
    assert config.texts == TextGateway("https://sms.example/v1", "t", sender="Hill")
    assert config.as_flask()["TEXT_GATEWAY"] == config.texts


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"CASELOT_SMTP_URL": "mail.example"}, "CASELOT_SMTP_URL must begin with smtp://"),
        ({"CASELOT_SMTP_URL": "smtp://"}, "name a server"),
        ({"CASELOT_SMTP_URL": "smtp://h:port"}, "its port may be wrong"),
        ({"CASELOT_SMTP_URL": "smtp://127.0.0.1"}, "CASELOT_MAIL_FROM must be an address"),
        ({"CASELOT_SMTP_URL": "smtp://u:p@mail.example", **FROM}, "in the clear"),
        ({**SMS, "CASELOT_SMS_URL": "http://sms.example"}, "must begin with https://"),
        ({**SMS, "CASELOT_SMS_URL": "https://a:b@sms.example"}, "must hold no password"),
        ({**SMS, "CASELOT_SMS_TOKEN": ""}, "CASELOT_SMS_TOKEN must be set"),
        ({**SMS, "CASELOT_SMS_TOKEN": "a\nb"}, "CASELOT_SMS_TOKEN must be set"),
        ({**SMS, "CASELOT_SMS_SECRET": "short"}, "at least 24 characters"),
        ({**SMS, "CASELOT_MESSAGE_SECONDS": "soon"}, "a number from 1 to 30"),
    ],
)
def test_a_bad_one_stops_the_start_with_a_sentence(env: dict[str, str], said: str) -> None:
    with pytest.raises(BadConfig) as stopped:
        from_environment({**SECRET, **env})
    assert said in str(stopped.value)
    assert "\n" not in str(stopped.value)


def test_near_servers_may_speak_in_the_clear() -> None:
    near = {"CASELOT_SMTP_URL": "smtp://u:p@10.0.0.5", "CASELOT_SMS_URL": "http://192.168.1.9/sms"}
    config = from_environment({**SECRET, **FROM, **SMS, **near})
    assert config.mail is not None
    assert config.mail.port == 25
    assert config.texts is not None
