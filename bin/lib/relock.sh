#!/bin/sh
# After a change of the dependencies in pyproject.toml: locks anew and writes the fallback for pip.
# Extra words go to `uv lock`, for example: --upgrade-package flask
set -eu
cd "$(dirname -- "$0")/../.."
uv=.venv/bin/uv
# The address of somebody's mirror must not get into the lock.
for name in UV_INDEX UV_INDEX_URL UV_DEFAULT_INDEX UV_EXTRA_INDEX_URL UV_FIND_LINKS; do
    unset "$name"
done
export UV_PYTHON_DOWNLOADS=never
"$uv" lock --no-config --python .venv/bin/python "$@"
export_to() {
    file=$1
    shift
    "$uv" export --frozen --quiet --no-header --no-annotate "$@" --output-file "bin/lib/$file"
}
export_to requirements.txt --no-dev
export_to requirements-test.txt
