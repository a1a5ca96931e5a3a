package deploy

import (
	"context"
	"path/filepath"
	"testing"

	"brief/internal/gateway"
)

const (
	testKey    = gateway.Key
	testSecret = gateway.Secret
)

// server is a real store, whose credentials the environment of the test has.
type server struct{ *gateway.Server }

func start(t testing.TB, opt gateway.Options) *server {
	t.Helper()
	s := &server{gateway.Start(t, opt)}
	haveCredentials(t)
	return s
}

// haveCredentials gives the test those of the store and none of the machine's own.
func haveCredentials(t testing.TB) {
	none := filepath.Join(t.TempDir(), "none")
	t.Setenv("AWS_ACCESS_KEY_ID", testKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", testSecret)
	t.Setenv("AWS_CONFIG_FILE", none)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", none)
}

// store is the bucket, without anything between.
func (s *server) store(t testing.TB) *S3 { return s.at(t, s.Endpoint) }

// at is the bucket through another address, such as that of a proxy.
func (s *server) at(t testing.TB, endpoint string) *S3 {
	t.Helper()
	st, err := OpenS3(context.Background(), S3Options{Bucket: gateway.Bucket, Region: "us-east-1", Endpoint: endpoint, PathStyle: true})
	if err != nil {
		t.Fatal(err)
	}
	return st
}
