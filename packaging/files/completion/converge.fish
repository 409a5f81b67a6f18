# What is not known here, names of files above all, is left to the shell.
function __converge_suggestions
    set -l line (commandline --current-process --cut-at-cursor | string collect)
    converge "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete --command converge --arguments '(__converge_suggestions)'
