# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every case runs on both lowerings: the reference, and the fast path."""

import pytest

from library import has_fast_path

FAST = has_fast_path()


@pytest.fixture(scope="session", params=["reference", pytest.param("fast", marks=pytest.mark.skipif(
    not FAST, reason="the table of stages has no code generation yet"))])
def lowering(request):
    return request.param
