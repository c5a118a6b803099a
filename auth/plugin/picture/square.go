package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"time"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"github.com/lyceum/lyceum/auth"
)

// square is a picture as it is published.
type square struct {
	kind string // media type
	body []byte
}

// format is a kind of file, known by how it begins.
type format struct {
	begins   string // "?" is any byte
	config   func(io.Reader) (image.Config, error)
	decode   func(io.Reader) (image.Image, error)
	oriented bool
}

var formats = []format{
	{"\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode, false},
	{"\xff\xd8\xff", jpeg.DecodeConfig, jpeg.Decode, true},
	{"RIFF????WEBP", webp.DecodeConfig, webp.Decode, false},
}

func formatOf(file []byte) *format {
	for i, f := range formats {
		if len(file) >= len(f.begins) && fits(f.begins, file) {
			return &formats[i]
		}
	}
	return nil
}

func fits(begins string, file []byte) bool {
	for i, want := range []byte(begins) {
		if want != '?' && want != file[i] {
			return false
		}
	}
	return true
}

// How long an upload waits for its turn, and how long one may take: a few kilobytes can ask for
// very much work.
const (
	patience = 30 * time.Second
	longest  = 5 * time.Second
)

// square makes a square of a file.
func (p *Plugin) square(ctx context.Context, file []byte) (*square, error) {
	if len(file) == 0 {
		return nil, auth.Fail(http.StatusBadRequest, Missing)
	}
	f := formatOf(file)
	if f == nil {
		return nil, auth.Fail(http.StatusUnsupportedMediaType, Unsupported)
	}
	config, err := f.config(bytes.NewReader(file))
	if err != nil || config.Width < 1 || config.Height < 1 {
		return nil, auth.Fail(http.StatusBadRequest, Unreadable).Because(err)
	}
	if config.Width > p.options.MaxPixels/config.Height {
		return nil, &auth.Error{
			Status: http.StatusRequestEntityTooLarge, Code: TooLarge.Name,
			Message: fmt.Sprintf("%s: %d × %d, at most %d million", TooLarge.Message, config.Width, config.Height, p.options.MaxPixels/1_000_000),
		}
	}
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-waiting.Done():
		return nil, auth.Fail(http.StatusServiceUnavailable, auth.Overloaded)
	}
	working, stop := context.WithTimeout(ctx, longest)
	defer stop()
	decoded, err := f.decode(&reader{working, bytes.NewReader(file)})
	if err != nil {
		return nil, auth.Fail(http.StatusBadRequest, Unreadable).Because(err)
	}
	painted := paint(decoded, p.options.Size)
	if f.oriented {
		painted = upright(painted, orientation(file))
	}
	return encode(painted)
}

// reader ends when its time is over.
type reader struct {
	ctx  context.Context
	from io.Reader
}

func (r *reader) Read(into []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(into)
}

// paint is the largest square in the middle, made smaller when it is larger than size.
func paint(from image.Image, size int) *image.RGBA {
	b := from.Bounds()
	side := min(b.Dx(), b.Dy())
	corner := b.Min.Add(image.Pt((b.Dx()-side)/2, (b.Dy()-side)/2))
	painted := image.NewRGBA(image.Rect(0, 0, min(side, size), min(side, size)))
	draw.CatmullRom.Scale(painted, painted.Rect, from, image.Rectangle{corner, corner.Add(image.Pt(side, side))}, draw.Src, nil)
	return painted
}

const quality = 85

func encode(painted *image.RGBA) (*square, error) {
	var body bytes.Buffer
	if painted.Opaque() {
		err := jpeg.Encode(&body, painted, &jpeg.Options{Quality: quality})
		return &square{"image/jpeg", body.Bytes()}, err
	}
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&body, painted)
	return &square{"image/png", body.Bytes()}, err
}
