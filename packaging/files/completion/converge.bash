# shellcheck shell=bash
# What is not known here, names of files above all, is left to the shell.
_converge() {
    local line=${COMP_LINE:0:COMP_POINT} word suggestion
    line="converge${line#"${COMP_WORDS[0]}"}"
    word=${line##*[[:space:]]}
    COMPREPLY=()
    while IFS= read -r suggestion; do
        # To bash the value after '=' is a word of its own.
        [[ $word != *=* ]] || suggestion=${suggestion#*=}
        COMPREPLY+=("$suggestion")
    done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
}
complete -o default -F _converge converge
