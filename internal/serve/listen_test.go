package serve

import (
	"errors"
	"net"
	"syscall"
	"testing"
)

// An address that is not this machine's was reported as a port that is taken,
// where another preview had the first port.
func TestAnAddressThatIsNotOursIsNoTakenPort(t *testing.T) {
	held, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	const documentation = "203.0.113.77" // no machine has it (RFC 5737)
	_, err = Listen(documentation, held.Addr().(*net.TCPAddr).Port, false)
	if err == nil || errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("error %v, want one that is not about the port", err)
	}
}
