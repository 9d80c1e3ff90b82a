# Reads an apt .sources file (deb822); writes its enabled binary stanzas of suite
# `from` (or `alias`) with component main as stanzas of suite `to`, otherwise as
# they were: addresses, options and keys, also keys that stand in the file.

function words(s, set,    a, n, i)
{
	n = split(s, a, /[ \t\n]+/)
	for (i = 1; i <= n; i++)
		set[a[i]] = 1
}

function stanza(    types, suites, components)
{
	split("", types)
	split("", suites)
	split("", components)
	words(value["types"], types)
	words(value["suites"], suites)
	words(value["components"], components)
	if (("deb" in types) && ("main" in components) &&
	    ((from in suites) || (alias in suites)) &&
	    tolower(value["enabled"]) !~ /^(no|false|off|0|without|disable)$/)
		printf "Types: deb\nSuites: %s\nComponents: main\n%s\n", to, rest
	split("", value)
	rest = name = ""
}

/^#/ { next }
/^[ \t\r]*$/ { stanza(); next }
/^[^ \t]/ {
	name = tolower($0)
	sub(/[ \t]*:.*/, "", name)
	text = $0
	sub(/^[^:]*:[ \t]*/, "", text)
	value[name] = text
}
/^[ \t]/ { value[name] = value[name] "\n" $0 }
name !~ /^(types|suites|components)$/ { rest = rest $0 "\n" }
END { stanza() }
