package main

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"brief/internal/build"
	"brief/internal/config"
	"brief/internal/deploy"
	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/source"
)

// place is a target of brief.yaml as it is opened.
type place struct {
	target       *deploy.Target
	config       *config.Config
	address      string // of the published site; empty if it is not known
	bucket       string // empty for a folder
	distribution string // of CloudFront; empty if there is none
}

// place opens the target of a name. Nothing is asked of it yet. With offline the
// store is not opened, and no credentials are looked for.
func (a *app) place(ctx context.Context, name, baseURL, preview string, offline bool) (*place, error) {
	cfg, err := a.settings()
	if err != nil {
		return nil, err
	}
	t, ok := cfg.Deploy[name]
	if !ok {
		names := slices.Sorted(maps.Keys(cfg.Deploy))
		if len(names) == 0 {
			return nil, exit{exitUsage, "brief.yaml names no place to publish to; 'brief help deploy' says how"}
		}
		return nil, exit{exitUsage, fmt.Sprintf("brief.yaml has no deploy target %q; it has %s", name, strings.Join(names, ", "))}
	}
	p := &place{config: cfg, address: cfg.BaseURL, distribution: t.CloudFront}
	address, err := a.address(baseURL)
	if err != nil {
		return nil, err
	}
	if address != "" {
		p.address = address
	}
	p.target = &deploy.Target{Name: name, Protect: t.Protect, Compress: t.Compress == "gzip", Cache: map[output.Class]string{}}
	for class, value := range t.Cache {
		p.target.Cache[output.Class(class)] = value
	}
	if u, err := url.Parse(p.address); err == nil && p.address != "" {
		p.target.BasePath = u.Path
	}
	if err := a.openStore(ctx, p, t, offline); err != nil {
		return nil, err
	}
	p.target.Address = p.address
	if preview == "" {
		return p, nil
	}
	if p.bucket == "" {
		return nil, exit{exitUsage, "--preview needs a bucket: a folder shows one release at a time; name a target with a folder of its own"}
	}
	if p.target, err = p.target.Preview(preview); err != nil {
		return nil, err
	}
	if p.address != "" {
		p.address = strings.TrimSuffix(p.address, "/") + p.target.BasePath[len(strings.TrimSuffix(pathOf(p.address), "/")):]
		p.target.Address = p.address
	}
	return p, nil
}

func pathOf(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Path
	}
	return ""
}

// openStore opens the bucket or the folder of a target, and the cache in front.
func (a *app) openStore(ctx context.Context, p *place, t config.Target, offline bool) error {
	bucket, prefix, ok := t.Bucket()
	if len(t.Refresh) > 0 {
		p.target.Refresh = deploy.Command(a.dir, t.Refresh, os.Environ)
	}
	if !ok {
		dir := t.URL
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(a.dir, dir)
		}
		if own := a.ownFolder(dir); own != "" {
			return exit{exitUsage, fmt.Sprintf("the target %s is %s, in %s, which holds the site's own files: publish to a folder beside them, such as ../www", p.target.Name, t.URL, own)}
		}
		d, err := deploy.OpenDirTarget(dir)
		if err != nil {
			return err
		}
		p.target.Store, p.target.Stage, p.target.Show = d, d.Stage, d.Show
		p.target.Shown, p.target.Begin = d.Shown(), d.Begin
		return nil
	}
	// A redirect of the store leads from the root of its host: without the site's
	// address nobody knows where that is.
	p.bucket, p.target.Prefix, p.target.Redirects = bucket, prefix, p.address != ""
	if offline {
		return nil
	}
	s, err := deploy.OpenS3(ctx, deploy.S3Options{Bucket: bucket, Region: t.Region, Endpoint: t.Endpoint, PathStyle: t.PathStyle})
	if err != nil {
		return err
	}
	p.target.Store = s
	if t.CloudFront != "" {
		p.target.Refresh = deploy.CloudFront(s.Config, a.getenv("AWS_ENDPOINT_URL_CLOUDFRONT"), t.CloudFront)
	}
	return nil
}

// ownFolder is the folder of the site in which a target would lie, where it would be
// taken for a part of the site, or be lost; empty if it lies in none.
func (a *app) ownFolder(dir string) string {
	for _, name := range []string{"content", "layouts", "static", "public", ".brief"} {
		if output.LiesIn(dir, filepath.Join(a.dir, name)) {
			return name
		}
	}
	if output.LiesIn(dir, a.dir) && output.LiesIn(a.dir, dir) {
		return "the site's folder"
	}
	return ""
}

// settings reads brief.yaml. An error in it is reported, and there are none.
func (a *app) settings() (*config.Config, error) {
	src, unread := a.textOf(build.ConfigFile)
	cfg, l := config.Load(build.ConfigFile, src)
	if l = append(unread, l...); l.HasErrors() {
		l.Sort()
		if err := a.report(l, "text"); err != nil {
			return nil, err
		}
		return nil, exit{code: exitUsage}
	}
	return cfg, nil
}

// textOf is the text of one file of the site, read as a build reads it: no pipe is
// waited for, and nothing without an end is read. Nil if there is none.
func (a *app) textOf(name string) ([]byte, diag.List) {
	f, l := source.One(source.Dir(a.dir), name)
	if f == nil {
		return nil, l
	}
	return f.Text(), l
}

// warnOfPrefix tells if the site's address and the prefix of its keys differ:
// then most likely one of the two is wrong.
func (p *place) warnOfPrefix(a *app) {
	if p.bucket == "" || p.address == "" || p.distribution != "" {
		return
	}
	if base := strings.TrimPrefix(p.target.BasePath, "/"); base != p.target.Prefix {
		a.say("warning: the site's address has the path %q and the target the prefix %q: links will lead nowhere unless something in front maps the one to the other", "/"+base, p.target.Prefix)
	}
}
