#!/bin/sh
# review.sh BASE: synthesizes every environment as it was where the work tree left BASE, by the code of that time, and as
# the work tree has it, and prints what the difference means for what is deployed. So what others have merged into BASE
# since then is not told. Both sides run with the packages of the work tree.
# An environment that cannot be synthesized as it was is told so, and compared with nothing.
set -eu
base=$(git merge-base "$1" HEAD) || {
    echo "review: HEAD and $1 have no commit in common: name a branch or a commit that HEAD comes from." >&2
    exit 1
}
folder=$PWD/.cache/review
rm -rf "$folder"
mkdir -p "$folder/base" "$folder/head" "$folder/tree"

# Prints nothing but mistakes: standard output is the review's. With status 3 all is written, and a grave finding is open.
synthesize() { # synthesize TREE OUTPUT ENVIRONMENT
    mkdir "$2/$3"
    cp "$1/config/environments/$3.yaml" "$2" # its accepted risks are compared
    (cd "$1" && PLATFORM_ENV=$3 CDKTF_OUTDIR=$2/$3 python main.py) >&2 || [ $? -eq 3 ]
}

environments() { # environments TREE
    for file in "$1"/config/environments/*.yaml; do basename "$file" .yaml; done
}

git archive --output="$folder/base.tar" "$base"
tar -xf "$folder/base.tar" -C "$folder/tree"
mkdir -p "$folder/tree/.cache" .cache/lean_bindings
# What set-up made serves both, and so do the bindings, which are kept by their versions.
for made in .venv node_modules .tools charts .cache/lean_bindings; do
    [ ! -e "$made" ] || ln -s "$PWD/$made" "$folder/tree/$made"
done
for environment in $(environments "$PWD"); do synthesize "$PWD" "$folder/head" "$environment"; done
for environment in $(environments "$folder/tree"); do
    if ! synthesize "$folder/tree" "$folder/base" "$environment"; then
        echo "**The base cannot be synthesized** of \`$environment\`, by its own code with the packages of the work" \
            "tree: nothing of this environment is compared. Standard error says why."
        echo
        for side in base head; do
            rm -rf "${folder:?}/$side/$environment" "${folder:?}/$side/$environment.yaml"
        done
    fi
done
rm -rf "$folder/tree" "$folder/base.tar"
# Also without a base: an environment that comes is told all the same.
if [ -n "$(ls "$folder/base")$(ls "$folder/head")" ]; then
    python -m delivery review "$folder/base" "$folder/head"
fi
