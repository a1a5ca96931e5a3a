// Package gateway is for tests only: versitygw, a real store that speaks the
// protocol of S3 over a folder, on loopback. Where it is not installed the test
// is left out; CI names it in BRIEF_TEST_VERSITYGW and leaves nothing out.
package gateway

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// The credentials of the store's owner, and its one bucket.
const (
	Key    = "AKIATESTTESTTESTTEST"
	Secret = "zv8Qw-this-is-the-secret-of-the-tests"
	Bucket = "site"
)

// Server is one gateway with its bucket.
type Server struct {
	Endpoint string // of the protocol: http://127.0.0.1:4000
	Website  string // where readers get the bucket, once it is public
	Dir      string // the folder with the bucket's files
	client   *s3.Client
}

// Options of a gateway.
type Options struct {
	Versions bool     // the bucket keeps what is overwritten and deleted
	Flags    []string // of versitygw
}

// Start starts a gateway for one test.
func Start(t testing.TB, opt Options) *Server {
	t.Helper()
	name := os.Getenv("BRIEF_TEST_VERSITYGW")
	if name == "" {
		var err error
		if name, err = exec.LookPath("versitygw"); err != nil {
			t.Skip("versitygw is not installed: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0")
		}
	}
	tmp := t.TempDir()
	root, versions := filepath.Join(tmp, "data"), filepath.Join(tmp, "versions")
	for _, dir := range []string{root, versions} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	port, web := freeAddress(t), freeAddress(t)
	args := append([]string{"--port", port, "--quiet", "--health", "/health", "--website", web}, opt.Flags...)
	args = append(args, "posix")
	if opt.Versions {
		args = append(args, "--versioning-dir", versions)
	}
	s := &Server{Endpoint: "http://" + port, Website: website(t, web), Dir: filepath.Join(root, Bucket)}
	s.run(t, exec.Command(name, append(args, root)...), filepath.Join(tmp, "log"))
	s.client = s3.New(s3.Options{Region: "us-east-1", BaseEndpoint: &s.Endpoint, UsePathStyle: true,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: Key, SecretAccessKey: Secret}, nil
		})})
	bucket := aws.String(Bucket)
	_, err := s.client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: bucket})
	if err == nil && opt.Versions {
		_, err = s.client.PutBucketVersioning(t.Context(), &s3.PutBucketVersioningInput{Bucket: bucket,
			VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled}})
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// run starts the program and waits until it answers.
func (s *Server) run(t testing.TB, c *exec.Cmd, log string) {
	t.Helper()
	out, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	c.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+Key, "ROOT_SECRET_KEY="+Secret)
	c.Stdout, c.Stderr = out, out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait(); out.Close() })
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if r, err := http.Get(s.Endpoint + "/health"); err == nil {
			r.Body.Close()
			return
		}
		if time.Now().After(deadline) {
			said, _ := os.ReadFile(log)
			t.Fatalf("versitygw does not answer: %s", said)
		}
	}
}

// website is the address of the bucket's website: the endpoint itself knows
// buckets by their hosts.
func website(t testing.TB, at string) string {
	h := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: at})
		r.Out.Host = Bucket
	}})
	t.Cleanup(h.Close)
	return h.URL
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// MakePublic lets everyone read the bucket, and makes it a website whose page for
// wrong addresses is 404.html.
func (s *Server) MakePublic(t testing.TB) {
	t.Helper()
	bucket := aws.String(Bucket)
	policy := aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::` + Bucket + `/*"}]}`)
	_, err := s.client.PutBucketPolicy(t.Context(), &s3.PutBucketPolicyInput{Bucket: bucket, Policy: policy})
	if err == nil {
		_, err = s.client.PutBucketWebsite(t.Context(), &s3.PutBucketWebsiteInput{Bucket: bucket, WebsiteConfiguration: &types.WebsiteConfiguration{
			IndexDocument: &types.IndexDocument{Suffix: aws.String("index.html")}, ErrorDocument: &types.ErrorDocument{Key: aws.String("404.html")},
		}})
	}
	if err != nil {
		t.Fatal(err)
	}
}
