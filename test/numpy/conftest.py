# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every case runs on both lowerings: the reference, and the fast path."""

import pytest

from library import Lowering


@pytest.fixture(scope="session", params=["reference", "fast"])
def lowering(request):
    return Lowering("--reference") if request.param == "reference" else Lowering()
