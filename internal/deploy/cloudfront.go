package deploy

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// CloudFront tells a distribution what to forget (CloudFront API 2020-05-31,
// CreateInvalidation). One call with a reference that was used before does
// nothing again, so that it can be repeated.
func CloudFront(cfg aws.Config, endpoint, distribution string) func(context.Context, string, []string) error {
	if endpoint == "" {
		endpoint = "https://cloudfront.amazonaws.com"
	}
	return func(ctx context.Context, id string, paths []string) error {
		type batch struct {
			XMLName  xml.Name `xml:"http://cloudfront.amazonaws.com/doc/2020-05-31/ InvalidationBatch"`
			Quantity int      `xml:"Paths>Quantity"`
			Paths    []string `xml:"Paths>Items>Path"`
			ID       string   `xml:"CallerReference"`
		}
		body, err := xml.Marshal(batch{Quantity: len(paths), Paths: paths, ID: id})
		if err != nil {
			return err
		}
		var last error
		for n := range 4 {
			if n > 0 {
				select {
				case <-time.After(time.Duration(1<<n) * 500 * time.Millisecond):
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
			var again bool
			if again, last = invalidate(ctx, cfg, endpoint+"/2020-05-31/distribution/"+distribution+"/invalidation", body); last == nil || !again {
				break
			}
		}
		return last
	}
}

func invalidate(ctx context.Context, cfg aws.Config, address string, body []byte) (again bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	req.Header.Set("Content-Type", "text/xml")
	creds, err := cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return false, errors.New("there are no credentials for it")
	}
	sum := sha256.Sum256(body)
	// CloudFront is one service for all regions, and signed for this one.
	if err := v4.NewSigner().SignHTTP(ctx, creds, req, hex.EncodeToString(sum[:]), "cloudfront", "us-east-1", time.Now()); err != nil {
		return false, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return true, errors.New("the connection failed")
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, maxHeld))
	if resp.StatusCode == http.StatusCreated || resp.StatusCode == http.StatusOK {
		return false, nil
	}
	return resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests, fmt.Errorf("CloudFront answered %d", resp.StatusCode)
}

// Command tells another cache what to forget by a command of the site's own,
// which gets the addresses on its standard input, one a line. Without the
// credentials of the store: it is not the store's business.
func Command(dir string, args []string, getenv func() []string) func(context.Context, string, []string) error {
	return func(ctx context.Context, id string, paths []string) error {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
		defer cancel()
		c := exec.CommandContext(ctx, args[0], args[1:]...)
		c.Dir = dir
		for _, v := range getenv() {
			if !strings.HasPrefix(v, "AWS_") {
				c.Env = append(c.Env, v)
			}
		}
		c.Env = append(c.Env, "BRIEF_REFRESH_ID="+id)
		c.Stdin = strings.NewReader(strings.Join(paths, "\n") + "\n")
		c.Stdout, c.Stderr = os.Stderr, os.Stderr
		if err := c.Run(); err != nil {
			return fmt.Errorf("%s: %v", args[0], err)
		}
		return nil
	}
}
