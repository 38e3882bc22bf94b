#!/bin/sh
# review.sh BASE: synthesizes every environment as the commit BASE has it, by its own code, and as the work tree has
# it, and prints what the difference means for what is deployed.
set -eu
base=$1
folder=$PWD/.cache/review
rm -rf "$folder"
mkdir -p "$folder/base" "$folder/head" "$folder/tree"

# Prints nothing but mistakes: standard output is the review's.
synthesize() { # synthesize TREE OUTPUT
    for file in "$1"/config/environments/*.yaml; do
        environment=$(basename "$file" .yaml)
        mkdir "$2/$environment"
        (cd "$1" && PLATFORM_ENV=$environment CDKTF_OUTDIR=$2/$environment python main.py) >&2
    done
}

git archive --output="$folder/base.tar" "$base"
tar -xf "$folder/base.tar" -C "$folder/tree"
mkdir -p "$folder/tree/.cache" .cache/lean_bindings
# What set-up made serves both, and so do the bindings, which are kept by their versions.
for made in .venv node_modules .tools charts .cache/lean_bindings; do
    [ ! -e "$made" ] || ln -s "$PWD/$made" "$folder/tree/$made"
done
synthesize "$folder/tree" "$folder/base"
synthesize "$PWD" "$folder/head"
rm -rf "$folder/tree" "$folder/base.tar"
python -m delivery review "$folder/base" "$folder/head"
