"""The form of answers, which is Chalice's own."""

from chalice.app import Response
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.web.proxy_response import proxy_response
from chalicelib.web.responses import Reply

texts = st.text(max_size=20)
replies = st.builds(
    Reply, status=st.integers(200, 599), body=texts, headers=st.dictionaries(texts, texts)
)


@given(replies)
def test_a_reply_has_the_form_that_chalice_would_give_it(reply: Reply) -> None:
    own = Response(reply.body, headers=dict(reply.headers), status_code=reply.status)
    assert proxy_response(reply).to_dict([]) == own.to_dict([])
