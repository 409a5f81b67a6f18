# Reads what was found out, then a line for each that was measured: name, least and median of milliseconds, processor, peak KB, runs, failed runs.
# Prints the table and the targets; exits with 1 if one is missed.

FILENAME ~ /facts$/ {
    if ($2 == "processes") started = $3
    if ($2 == "disagrees") barred[$1 "." $3] = 1
    next
}
{
    split($1, part, ".")
    if (part[1] != scenario) {
        scenario = part[1]
        printf "\n%-10s%-14s%10s%10s%10s%9s%6s\n", scenario, "", "least ms", "median", "cpu ms", "peak MB", "runs"
    }
    least[$1] = $2
    cpu[$1] = $4
    memory[$1] = $5 / 1024
    printf "%-10s%-14s%10.1f%10.1f%10.1f%9.1f%6d%s\n", "", part[2], $2, $3, $4, $5 / 1024, $6, $7 && part[2] !~ /^puppet/ ? "  " $7 " failed" : ""
}

# Below zero is noise, and says nothing.
function check(what, value, most,    verdict) {
    verdict = value < 0 ? "noise " : value <= most ? "ok    " : "missed"
    printf "%s  %-72s %9.3f  at most %g\n", verdict, what, value, most
    if (verdict != "ok    ") missed = 1
}

# The least of Puppet, CFEngine, Itamae and Ansible.
function fastest(    i, name, best) {
    best = ""
    for (i in peers) {
        name = "node." peers[i]
        if (name in least && !(name in barred) && (best == "" || least[name] < least[best]))
            best = name
    }
    return best
}

function node(    peer) {
    peer = fastest()
    if (peer != "")
        check("node: of the time of the fastest peer, " substr(peer, 6), least["node.converge"] / least[peer], 0.1)
    check("node: seconds", least["node.converge"] / 1000, 0.35)
    check("node: processes started", started, 0)
}

function files(count) {
    if (("files.cfengine" count) in least)
        check("files: " count ", of CFEngine's time", least["files.converge" count] / least["files.cfengine" count], 0.5)
    check("files: " count ", after start-up, of the time of the C program", (least["files.converge" count] - least["files.converge1"]) / least["files.least" count], 3)
    printf "        %-72s %9.3f\n", "the same of the processor", (cpu["files.converge" count] - cpu["files.converge1"]) / cpu["files.least" count]
}

END {
    split("puppet cfengine itamae ansible", peers, " ")
    print ""
    if ("node.converge" in least)
        node()
    if ("files.converge1" in least) {
        files(1000)
        files(5000)
        check("files: 5000, MB of memory", memory["files.converge5000"], 120)
    }
    if ("first.converge" in least) {
        check("first: of the time of the C program, which flushes as often", least["first.converge"] / least["first.least"], 2)
        if ("first.cfengine" in least)
            check("first: of CFEngine's time, which flushes nothing", least["first.converge"] / least["first.cfengine"], 1)
    }
    if ("packages.converge" in least)
        check("packages: of the time of one apt-get", least["packages.converge"] / least["packages.apt"], 1.15)
    exit missed
}
