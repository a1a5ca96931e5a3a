package deploy

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"
	smithy4 "github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// S3Options say where a bucket is.
type S3Options struct {
	Bucket, Region string
	Endpoint       string // of a store other than AWS; empty for AWS
	PathStyle      bool   // the bucket stands in the path of an address, not in its host

	transport http.RoundTripper // of tests; nil for the SDK's own
}

// S3 is a bucket of Amazon S3, or of a store that speaks its protocol.
type S3 struct {
	client *s3.Client
	bucket string
	skew   atomic.Int64 // how far the store's clock is ahead of this machine's, as far as it matters

	// Config has the credentials, for calls to other services of the same account.
	Config aws.Config
}

// OpenS3 finds credentials in the environment, in a profile or by a web
// identity, and nowhere else; nothing is sent to the bucket. The error is a
// [*Problem].
func OpenS3(ctx context.Context, opt S3Options) (*S3, error) {
	load := []func(*config.LoadOptions) error{
		config.WithEC2IMDSClientEnableState(imds.ClientDisabled),
		config.WithHTTPClient(awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
			t.MaxIdleConnsPerHost = maxWorkers
			t.ResponseHeaderTimeout = timeout
		})),
		config.WithLogger(logging.Nop{}),                                   // what it has to tell is no editor's business
		config.WithRetryer(func() aws.Retryer { return aws.NopRetryer{} }), // the client of this package tries again
	}
	if opt.Region != "" {
		load = append(load, config.WithRegion(opt.Region))
	} else if opt.Endpoint != "" {
		load = append(load, config.WithDefaultRegion("auto"))
	}
	cfg, err := config.LoadDefaultConfig(ctx, load...)
	if err != nil {
		return nil, problem(NoAccess, "deploy-denied", fmt.Sprintf("the credentials cannot be read (%v)", err), "see the profile and the variables that begin with AWS_")
	}
	if cfg.Region == "" {
		return nil, problem(NoAccess, "deploy-wrong-region", "it is not said in which region the bucket is", "set region of the target in brief.yaml")
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		why := ""
		if api, ok := errors.AsType[smithy.APIError](err); ok { // of the service that gives a role: its words may hold the token
			why = " (" + api.ErrorCode() + ")"
		}
		return nil, problem(NoAccess, "deploy-denied", "there are no credentials for the store"+why, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or let CI get a role by its web identity; 'brief help deploy' says how")
	}
	s := &S3{bucket: opt.Bucket, Config: cfg}
	s.client = s3.NewFromConfig(cfg, func(o *s3.Options) {
		if opt.Endpoint != "" {
			o.BaseEndpoint = aws.String(opt.Endpoint)
		}
		o.UsePathStyle = opt.PathStyle
		if opt.transport != nil {
			o.HTTPClient = &http.Client{Transport: opt.transport}
		}
		o.HTTPClient = lastLook{o.HTTPClient}
		// Many stores know no others (aws/aws-sdk-go-v2#3469).
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
		o.DisableLogOutputChecksumValidationSkipped = true
		o.HTTPSignerV4 = skewed{v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }), &s.skew}
	})
	return s, nil
}

// lastLook asks again, when the bytes of a write are handed to the connection,
// whether they may still go. Between the first look and this there is a
// signature, and perhaps a new connection: a process that was stopped there and
// woke up long after would overwrite what another deploy published since.
type lastLook struct{ client s3.HTTPClient }

func (l lastLook) Do(r *http.Request) (*http.Response, error) {
	if err := mayStill(r.Context()); err != nil {
		return nil, err
	}
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = lookedAt{r.Body, r.Context()}
	}
	return l.client.Do(r)
}

// lookedAt is the body of a write. The connection holds its first bytes, and the
// headers before them, until it was read further or to its end.
type lookedAt struct {
	io.ReadCloser
	ctx context.Context
}

func (b lookedAt) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if late := mayStill(b.ctx); late != nil {
		return 0, late
	}
	return n, err
}

// skewed signs by the store's clock.
type skewed struct {
	signer *v4.Signer
	skew   *atomic.Int64
}

func (s skewed) SignHTTP(ctx context.Context, c aws.Credentials, r *http.Request, hash, service, region string, at time.Time, opt ...func(*v4.SignerOptions)) error {
	return s.signer.SignHTTP(ctx, c, r, hash, service, region, at.Add(time.Duration(s.skew.Load())), opt...)
}

func (s *S3) Get(ctx context.Context, key string) ([]byte, Info, error) {
	out, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.bucket, Key: &key})
	if err != nil {
		return nil, Info{}, s.failed("GET", key, err)
	}
	defer out.Body.Close()
	body, err := io.ReadAll(io.LimitReader(out.Body, maxRead+1))
	switch {
	case err != nil:
		return nil, Info{}, &StoreError{Op: "GET", Key: key, Cause: Broken, Err: err}
	case len(body) > maxRead:
		return nil, Info{}, &StoreError{Op: "GET", Key: key, Err: errors.New("it is too large")}
	case out.ContentLength != nil && *out.ContentLength != int64(len(body)):
		return nil, Info{}, &StoreError{Op: "GET", Key: key, Cause: Broken, Err: io.ErrUnexpectedEOF}
	}
	info := Info{Key: key, Size: int64(len(body)), ETag: tag(out.ETag), Date: date(out.ResultMetadata), Attributes: Attributes{
		Type: aws.ToString(out.ContentType), Cache: aws.ToString(out.CacheControl), Encoding: aws.ToString(out.ContentEncoding), Language: aws.ToString(out.ContentLanguage),
		Redirect: aws.ToString(out.WebsiteRedirectLocation), Sum: out.Metadata[sumKey]}}
	return body, info, nil
}

func (s *S3) Head(ctx context.Context, key string) (Info, error) {
	out, err := s.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &s.bucket, Key: &key})
	if err != nil {
		return Info{}, s.failed("HEAD", key, err)
	}
	return Info{Key: key, Size: aws.ToInt64(out.ContentLength), ETag: tag(out.ETag), Date: date(out.ResultMetadata), Attributes: Attributes{
		Type: aws.ToString(out.ContentType), Cache: aws.ToString(out.CacheControl), Encoding: aws.ToString(out.ContentEncoding), Language: aws.ToString(out.ContentLanguage),
		Redirect: aws.ToString(out.WebsiteRedirectLocation), Sum: out.Metadata[sumKey]}}, nil
}

// sumKey is the metadata key of a file's hash: x-amz-meta-sha256.
const sumKey = "sha256"

func (s *S3) Put(ctx context.Context, key string, c Content, a Attributes, cond Condition) (Info, error) {
	f, err := c.Open()
	if err != nil {
		return Info{}, err
	}
	defer f.Close()
	if c.Size > maxPut {
		return s.putInParts(ctx, key, f, c.Size, a, cond)
	}
	in := &s3.PutObjectInput{
		Bucket: &s.bucket, Key: &key, Body: f, ContentLength: &c.Size,
		ContentMD5:  aws.String(base64.StdEncoding.EncodeToString(c.MD5[:])),
		ContentType: &a.Type, CacheControl: optional(a.Cache), ContentEncoding: optional(a.Encoding), ContentLanguage: optional(a.Language), WebsiteRedirectLocation: optional(a.Redirect),
		IfMatch: quoted(cond.ETag),
	}
	if a.Sum != "" {
		in.Metadata = map[string]string{sumKey: a.Sum}
	}
	if cond.Absent {
		in.IfNoneMatch = aws.String("*")
	}
	out, err := s.client.PutObject(ctx, in, withHash(c.Sum.String()))
	if err != nil {
		return Info{}, s.failed("PUT", key, err)
	}
	return Info{Key: key, Size: c.Size, ETag: tag(out.ETag), Date: date(out.ResultMetadata), Attributes: a}, nil
}

// withHash signs a body by a hash that is known, so that it is read only once.
func withHash(sum string) func(*s3.Options) {
	return func(o *s3.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *smithy4.Stack) error {
			return stack.Initialize.Add(smithy4.InitializeMiddlewareFunc("BriefPayloadHash", func(ctx context.Context, in smithy4.InitializeInput, next smithy4.InitializeHandler) (smithy4.InitializeOutput, smithy4.Metadata, error) {
				return next.HandleInitialize(v4.SetPayloadHash(ctx, sum), in)
			}), smithy4.After)
		})
	}
}

func (s *S3) Delete(ctx context.Context, keys []string) (map[string]error, error) {
	in := &s3.DeleteObjectsInput{Bucket: &s.bucket, Delete: &types.Delete{Quiet: aws.Bool(true)}}
	for _, key := range keys {
		in.Delete.Objects = append(in.Delete.Objects, types.ObjectIdentifier{Key: aws.String(key)})
	}
	out, err := s.client.DeleteObjects(ctx, in)
	if err != nil {
		return nil, s.failed("DELETE", keys[0], err)
	}
	failed := map[string]error{}
	for _, e := range out.Errors {
		key, code := aws.ToString(e.Key), aws.ToString(e.Code)
		if code == "NoSuchKey" {
			continue
		}
		cause := Failed
		if code == "AccessDenied" {
			cause = Denied
		}
		failed[key] = &StoreError{Op: "DELETE", Key: key, Cause: cause, Err: errors.New(code)}
	}
	return failed, nil
}

func (s *S3) List(ctx context.Context, prefix, after string) (page []Info, next string, err error) {
	out, err := s.client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{
		Bucket: &s.bucket, Prefix: &prefix, StartAfter: optional(after), EncodingType: types.EncodingTypeUrl,
	})
	if err != nil {
		return nil, "", s.failed("LIST", prefix, err)
	}
	for _, o := range out.Contents {
		key := aws.ToString(o.Key)
		if out.EncodingType == types.EncodingTypeUrl { // names may hold what XML cannot
			if key, err = url.QueryUnescape(key); err != nil {
				return nil, "", &StoreError{Op: "LIST", Key: prefix, Err: err}
			}
		}
		page = append(page, Info{Key: key, Size: aws.ToInt64(o.Size), ETag: tag(o.ETag)})
	}
	if aws.ToBool(out.IsTruncated) {
		if len(page) == 0 {
			return nil, "", &StoreError{Op: "LIST", Key: prefix, Cause: Broken, Err: errors.New("a page of the listing is empty, and more are to come")}
		}
		next = page[len(page)-1].Key
	}
	return page, next, nil
}

// failed says what an error of the SDK means. What is kept of it are the store's
// code and sentence: its other parts may hold what was signed.
func (s *S3) failed(op, key string, err error) error {
	e := &StoreError{Op: op, Key: key, Cause: Broken, Err: errors.New("the connection failed")}
	if timed, ok := errors.AsType[net.Error](err); ok && timed.Timeout() {
		e.Err = errors.New("no answer in time")
		return e
	}
	response, answered := errors.AsType[*smithyhttp.ResponseError](err)
	if !answered {
		if sent, ok := errors.AsType[*smithyhttp.RequestSendError](err); ok {
			e.Err = sent.Err
			if u, ok := errors.AsType[*url.Error](sent.Err); ok {
				e.Err = u.Err // the rest of it is the address
			}
		} else if _, ok := errors.AsType[smithy.APIError](err); !ok {
			e.Cause, e.Err = Failed, err // it was never sent
		}
		return e
	}
	code, msg := "", ""
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		code, msg = api.ErrorCode(), api.ErrorMessage()
	}
	status := response.HTTPStatusCode()
	e.Err = fmt.Errorf("%d %s", status, code)
	if msg != "" && msg != code {
		e.Err = fmt.Errorf("%d %s: %s", status, code, msg)
	}
	header := response.Response.Header
	e.Date, _ = http.ParseTime(header.Get("Date"))
	if n, err := strconv.Atoi(header.Get("Retry-After")); err == nil && n > 0 {
		e.Wait = time.Duration(n) * time.Second
	}
	e.Cause = cause(status, code)
	if e.Cause == Skewed && !e.Date.IsZero() {
		s.skew.Store(int64(time.Until(e.Date)))
	}
	return e
}

// cause maps an answer of S3 ("Error responses" in its reference).
func cause(status int, code string) Cause {
	switch code {
	case "NoSuchBucket":
		return Missing
	case "RequestTimeTooSkewed":
		return Skewed
	case "RequestTimeout", "BadDigest", "XAmzContentSHA256Mismatch", "IncompleteBody", "ConditionalRequestConflict", "OperationAborted":
		return Broken
	case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException":
		return Elsewhere
	case "ExpiredToken", "InvalidToken", "XAdminUserNotFound": // the last is versitygw's
		return Denied
	}
	switch {
	case status == http.StatusNotFound:
		return NotFound
	case status == http.StatusPreconditionFailed:
		return Unmet
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return Denied
	case status == http.StatusMovedPermanently, status == http.StatusTemporaryRedirect:
		return Elsewhere
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		return Busy
	case status == http.StatusRequestTimeout, status >= 500, status < 400:
		return Broken
	}
	return Failed
}

func date(m smithy4.Metadata) time.Time {
	t, _ := middleware.GetServerTime(m)
	return t
}

func tag(etag *string) string { return strings.Trim(aws.ToString(etag), `"`) }

func quoted(etag string) *string {
	if etag == "" {
		return nil
	}
	return aws.String(`"` + etag + `"`)
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
