# step WHAT COMMAND...: says what is done, does it, and says how long it took.
step() {
	local what=$1 began=$SECONDS
	shift
	printf '\n== %s\n' "$what"
	"$@"
	printf '== %s: %d s\n' "$what" $((SECONDS - began))
}
