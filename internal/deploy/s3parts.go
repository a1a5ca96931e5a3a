package deploy

import (
	"context"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

const (
	maxPut   = 64 << 20 // bytes that are sent in one piece
	partSize = 16 << 20 // of longer ones; S3 takes 10,000 parts
)

// putInParts sends a long file in parts. Nothing of it can be read before the
// last call, which has the condition. What cannot be ended is given up: a rule of
// the bucket should remove what a kill leaves ('brief deploy --print-config').
func (s *S3) putInParts(ctx context.Context, key string, body io.ReadSeeker, size int64, a Attributes, cond Condition) (info Info, err error) {
	begin := &s3.CreateMultipartUploadInput{
		Bucket: &s.bucket, Key: &key, ContentType: &a.Type, CacheControl: optional(a.Cache),
		ContentEncoding: optional(a.Encoding), ContentLanguage: optional(a.Language), WebsiteRedirectLocation: optional(a.Redirect),
	}
	if a.Sum != "" {
		begin.Metadata = map[string]string{sumKey: a.Sum}
	}
	up, err := s.client.CreateMultipartUpload(ctx, begin)
	if err != nil {
		return Info{}, s.failed("PUT", key, err)
	}
	defer func() {
		if err != nil {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			s.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &s.bucket, Key: &key, UploadId: up.UploadId})
		}
	}()
	done := &types.CompletedMultipartUpload{}
	for at, n := int64(0), int32(1); at < size; at, n = at+partSize, n+1 {
		part := io.NewSectionReader(readerAt{body}, at, min(partSize, size-at))
		out, err := s.client.UploadPart(ctx, &s3.UploadPartInput{Bucket: &s.bucket, Key: &key, UploadId: up.UploadId, PartNumber: aws.Int32(n), Body: part, ContentLength: aws.Int64(part.Size())})
		if err != nil {
			return Info{}, s.failed("PUT", key, err)
		}
		done.Parts = append(done.Parts, types.CompletedPart{ETag: out.ETag, PartNumber: aws.Int32(n)})
	}
	end := &s3.CompleteMultipartUploadInput{Bucket: &s.bucket, Key: &key, UploadId: up.UploadId, MultipartUpload: done, IfMatch: quoted(cond.ETag)}
	if cond.Absent {
		end.IfNoneMatch = aws.String("*")
	}
	out, err := s.client.CompleteMultipartUpload(ctx, end)
	if err != nil {
		return Info{}, s.failed("PUT", key, err)
	}
	return Info{Key: key, Size: size, ETag: tag(out.ETag), Date: date(out.ResultMetadata), Attributes: a}, nil
}

// readerAt reads at a place of what only one goroutine reads.
type readerAt struct{ r io.ReadSeeker }

func (r readerAt) ReadAt(p []byte, at int64) (int, error) {
	if _, err := r.r.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	return io.ReadFull(r.r, p)
}
