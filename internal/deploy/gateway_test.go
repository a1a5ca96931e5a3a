package deploy

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

const (
	testKey    = "AKIATESTTESTTESTTEST"
	testSecret = "zv8Qw-this-is-the-secret-of-the-tests"
)

// server is versitygw, an S3 gateway over a folder, on loopback.
type server struct {
	endpoint, website string
	dir               string // holds a folder a bucket
}

// gateway starts versitygw with a bucket named site for one test. Where it is
// not installed the test is left out; CI sets BRIEF_TEST_VERSITYGW and leaves
// nothing out.
func gateway(t testing.TB, flags ...string) *server {
	t.Helper()
	name := os.Getenv("BRIEF_TEST_VERSITYGW")
	if name == "" {
		var err error
		if name, err = exec.LookPath("versitygw"); err != nil {
			t.Skip("versitygw is not installed: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0")
		}
	}
	tmp := t.TempDir()
	s := &server{endpoint: "http://" + freePort(t), website: "http://" + freePort(t), dir: filepath.Join(tmp, "data")}
	if err := os.Mkdir(s.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"--port", s.endpoint[len("http://"):], "--quiet", "--health", "/health", "--website", s.website[len("http://"):]}, flags...)
	c := exec.Command(name, append(args, "posix", s.dir)...)
	c.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+testKey, "ROOT_SECRET_KEY="+testSecret)
	out, err := os.Create(filepath.Join(tmp, "log"))
	if err != nil {
		t.Fatal(err)
	}
	c.Stdout, c.Stderr = out, out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait(); out.Close() })
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if r, err := http.Get(s.endpoint + "/health"); err == nil {
			r.Body.Close()
			break
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(out.Name())
			t.Fatalf("versitygw does not answer: %s", log)
		}
	}
	t.Setenv("AWS_ACCESS_KEY_ID", testKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", testSecret)
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(tmp, "none"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(tmp, "none"))
	b := "site"
	if _, err := s.at(t, s.endpoint).client.CreateBucket(context.Background(), &s3.CreateBucketInput{Bucket: &b}); err != nil {
		t.Fatal(err)
	}
	return s
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return fmt.Sprint(l.Addr())
}

// store is the bucket, without anything between.
func (s *server) store(t testing.TB) *S3 { return s.at(t, s.endpoint) }

// at is the bucket through another address, such as that of a proxy.
func (s *server) at(t testing.TB, endpoint string) *S3 {
	t.Helper()
	st, err := OpenS3(context.Background(), S3Options{Bucket: "site", Region: "us-east-1", Endpoint: endpoint, PathStyle: true})
	if err != nil {
		t.Fatal(err)
	}
	return st
}
