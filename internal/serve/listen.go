package serve

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// tries is how many ports are tried, from the first on.
const tries = 100

// Listen opens the first free port from a given one on, or with only, that one
// alone. Of a loopback address it takes both families where the machine has
// both, so that "localhost" leads here whatever a browser makes of it: a port
// that another program holds on either is taken. Port 0 is any free one.
func Listen(host string, port int, only bool) ([]net.Listener, error) {
	var first error
	for n := range tries {
		l, err := listenAt(host, port+n)
		if err == nil {
			return l, nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			return nil, err // not a matter of the port
		}
		if first == nil {
			first = err
		}
		if only || port == 0 || port+n == 65535 {
			return nil, first
		}
	}
	return nil, first
}

// listenAt opens one port on all addresses that a host means.
func listenAt(host string, port int) ([]net.Listener, error) {
	hosts := []string{host}
	if host == "localhost" || host == "127.0.0.1" {
		hosts = []string{"127.0.0.1", "::1"}
	}
	if err := heldElsewhere(hosts, port); err != nil {
		return nil, err
	}
	var all []net.Listener
	for i, h := range hosts {
		l, err := net.Listen("tcp", net.JoinHostPort(h, strconv.Itoa(port)))
		switch {
		case err == nil:
			all = append(all, l)
			port = l.Addr().(*net.TCPAddr).Port // what port 0 became
		case i > 0 && !errors.Is(err, syscall.EADDRINUSE): // a machine without IPv6
		default:
			for _, l := range all {
				l.Close()
			}
			return nil, err
		}
	}
	return all, nil
}

// heldElsewhere sees whether a program listens on all addresses at a port: one
// address of it could still be taken, and who answers would be left to chance.
func heldElsewhere(hosts []string, port int) error {
	if port == 0 {
		return nil
	}
	for _, any := range []string{"0.0.0.0", "::"} {
		l, err := net.Listen("tcp", net.JoinHostPort(any, strconv.Itoa(port)))
		if err == nil {
			l.Close()
			continue
		}
		if errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("port %d on %s: %w", port, hosts[0], syscall.EADDRINUSE)
		}
	}
	return nil
}
