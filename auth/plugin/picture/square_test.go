package picture

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
)

// Painted by a browser: 24 × 16 pixels in one colour, without and with transparency.
const (
	webpOpaque = "UklGRjwAAABXRUJQVlA4IDAAAADQAgCdASoYABAAPtFUo0uoJKMhsAgBABoJQBjehlKAAP7QYhf/i0P8lP9jWSOAAAA="
	webpClear  = "UklGRmYAAABXRUJQVlA4WAoAAAAQAAAAFwAADwAAQUxQSBAAAAABB1DAiAgABOE/XUFE/1MHVlA4IDAAAADQAgCdASoYABAAPtFUo0uoJKMhsAgBABoJQBjehlKAAP7QYhf/i0P8lP9jWSOAAAA="
)

func fromBase64(t testing.TB, text string) []byte {
	t.Helper()
	file, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// quarters are four colours: red and green above blue and white, in a square of 32 pixels.
func quarters() *image.RGBA {
	painted := image.NewRGBA(image.Rect(0, 0, 32, 32))
	colours := []color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}}
	for y := range 32 {
		for x := range 32 {
			painted.SetRGBA(x, y, colours[x/16+y/16*2])
		}
	}
	return painted
}

// looks reads a picture as the letters of its quarters.
func looks(t *testing.T, made *square) string {
	t.Helper()
	read, kind, err := image.Decode(bytes.NewReader(made.body))
	if err != nil || "image/"+kind != made.kind {
		t.Fatalf("%v, %s is a %s", err, made.kind, kind)
	}
	letters, last := "", read.Bounds().Dx()-1
	for _, at := range []image.Point{{4, 4}, {last - 4, 4}, {4, last - 4}, {last - 4, last - 4}} {
		r, g, b, a := read.At(at.X, at.Y).RGBA()
		switch high := func(v uint32) bool { return v > 0x8000 }; {
		case !high(a):
			letters += "-"
		case high(r) && high(g) && high(b):
			letters += "W"
		case high(r):
			letters += "R"
		case high(g):
			letters += "G"
		default:
			letters += "B"
		}
	}
	return letters
}

func pngOf(t testing.TB, from image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, from); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// photo is a JPEG file with an Exif block that says how it lies, and where it was taken.
func photo(t testing.TB, from image.Image, order binary.AppendByteOrder, lies int) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, from, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	exif := []byte("Exif\x00\x00MM\x00*")
	if order.String() == "LittleEndian" {
		exif = []byte("Exif\x00\x00II*\x00")
	}
	exif = order.AppendUint16(order.AppendUint32(exif, 8), 2)
	for _, entry := range [][2]uint16{{0x010f, 2}, {0x0112, 3}} { // the maker, the orientation
		exif = order.AppendUint32(order.AppendUint16(order.AppendUint16(exif, entry[0]), entry[1]), 1)
		exif = order.AppendUint16(order.AppendUint16(exif, uint16(lies)), 0)
	}
	exif = append(exif, "GPS 48.1372 N 11.5756 E"...)
	file := append(bytes.Clone(plain.Bytes()[:2]), 0xff, 0xff, 0xe1)
	file = binary.BigEndian.AppendUint16(file, uint16(2+len(exif)))
	return append(append(file, exif...), plain.Bytes()[2:]...)
}

func TestSquares(t *testing.T) {
	t.Parallel()
	wide := image.NewNRGBA(image.Rect(0, 0, 900, 300))
	for y := range 300 {
		for x := range 900 {
			wide.Set(x, y, color.NRGBA{uint8(x / 300 % 2 * 255), 0, 255, 255})
		}
	}
	faint := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	faint.Set(0, 0, color.NRGBA{255, 0, 0, 255})
	for name, want := range map[string]struct {
		file []byte
		kind string
		side int
	}{
		"a small PNG":              {pngOf(t, quarters()), "image/jpeg", 32},
		"a wide PNG":               {pngOf(t, wide), "image/jpeg", 256},
		"a transparent PNG":        {pngOf(t, faint), "image/png", 40},
		"a PNG of 16 bits":         {pngOf(t, image.NewNRGBA64(image.Rect(0, 0, 300, 400))), "image/png", 256},
		"a grey PNG":               {pngOf(t, image.NewGray(image.Rect(0, 0, 5, 1))), "image/jpeg", 1},
		"a photo":                  {photo(t, quarters(), binary.BigEndian, 1), "image/jpeg", 32},
		"a WebP":                   {fromBase64(t, webpOpaque), "image/jpeg", 16},
		"a WebP with transparency": {fromBase64(t, webpClear), "image/png", 16},
	} {
		made, err := New(nil, Options{}).square(t.Context(), want.file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		config, _, err := image.DecodeConfig(bytes.NewReader(made.body))
		if err != nil || made.kind != want.kind || config.Width != want.side || config.Height != want.side {
			t.Errorf("%s: %s of %d × %d, %v; want %s of %d", name, made.kind, config.Width, config.Height, err, want.kind, want.side)
		}
		if bytes.Contains(made.body, []byte("Exif")) || bytes.Contains(made.body, []byte("GPS")) {
			t.Errorf("%s: it says where it was taken", name)
		}
	}
}

// Each file shows the same when it is turned as it says.
func TestPhotosAreTurned(t *testing.T) {
	t.Parallel()
	// How the quarters lie in a file with an orientation (Exif 2.32, section 4.6.4).
	for lies, quartersLie := range map[int]string{
		0: "RGBW", 1: "RGBW", 2: "GRWB", 3: "WBGR", 4: "BWRG", 5: "RBGW", 6: "GWRB", 7: "WGBR", 8: "BRWG", 9: "RGBW", 65535: "RGBW",
	} {
		from, lying := quarters(), quarters()
		for i, letter := range quartersLie {
			at := strings.IndexRune("RGBW", letter)
			for y := range 16 {
				for x := range 16 {
					lying.SetRGBA(x+i%2*16, y+i/2*16, from.RGBAAt(at%2*16+x, at/2*16+y))
				}
			}
		}
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			made, err := New(nil, Options{}).square(t.Context(), photo(t, lying, order, lies))
			if err != nil {
				t.Fatal(err)
			}
			if got := looks(t, made); got != "RGBW" {
				t.Errorf("orientation %d: %s", lies, got)
			}
		}
	}
}

// bomb is the head of a PNG that claims to be huge.
func bomb(width, height uint32) []byte {
	head := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	head = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(head, width), height)
	head = append(head, 8, 6, 0, 0, 0)
	return binary.BigEndian.AppendUint32(head, crc(head[12:]))
}

func crc(of []byte) uint32 {
	sum := ^uint32(0)
	for _, b := range of {
		sum ^= uint32(b)
		for range 8 {
			sum = sum>>1 ^ 0xedb88320&-(sum&1)
		}
	}
	return ^sum
}

func TestNoPictures(t *testing.T) {
	t.Parallel()
	whole := pngOf(t, quarters())
	// A small canvas around a frame of 16383 × 16383.
	hidden := []byte("RIFF\x22\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x17\x00\x00\x0f\x00\x00VP8L\x05\x00\x00\x00\x2f\xfe\xbf\xff\x0f\x00")
	for name, want := range map[string]struct {
		file []byte
		code auth.Code
	}{
		"nothing":           {nil, Missing},
		"a drawing":         {[]byte(`<svg onload="alert(1)"/>`), Unsupported},
		"a GIF":             {[]byte("GIF89a\x01\x00\x01\x00"), Unsupported},
		"a page":            {[]byte("<!doctype html><script>"), Unsupported},
		"a beginning":       {[]byte("\x89PNG"), Unsupported},
		"half a PNG":        {whole[:len(whole)/2], Unreadable},
		"a head":            {[]byte("\xff\xd8\xff"), Unreadable},
		"another RIFF":      {[]byte("RIFF\x04\x00\x00\x00WAVE"), Unsupported},
		"no WebP":           {[]byte("RIFF\x04\x00\x00\x00WEBP"), Unreadable},
		"a wide one":        {bomb(1<<31-1, 1), TooLarge},
		"a large one":       {bomb(5000, 4000), TooLarge},
		"a huge one":        {bomb(1<<31-1, 1<<31-1), Unreadable},
		"nothing to see":    {bomb(0, 10), Unreadable},
		"a hidden huge one": {hidden, Unreadable},
	} {
		_, err := New(nil, Options{}).square(t.Context(), want.file)
		var public *auth.Error
		if !errors.As(err, &public) || public.Code != want.code.Name {
			t.Errorf("%s: %v, want %s", name, err, want.code.Name)
		}
	}
}

func TestOnePictureAtATime(t *testing.T) {
	t.Parallel()
	p := New(nil, Options{})
	gone, leave := context.WithCancel(t.Context())
	leave()
	p.turn <- struct{}{}
	var public *auth.Error
	if _, err := p.square(gone, pngOf(t, quarters())); !errors.As(err, &public) || public.Status != 503 {
		t.Errorf("while another is made: %v", err)
	}
	<-p.turn
	if _, err := p.square(t.Context(), pngOf(t, quarters())); err != nil {
		t.Error(err)
	}
	if _, err := png.Decode(&reader{gone, bytes.NewReader(pngOf(t, quarters()))}); !errors.Is(err, context.Canceled) {
		t.Errorf("when its time is over: %v", err)
	}
}

// FuzzSquare: whatever comes, it is refused or becomes a small square that holds nothing else.
func FuzzSquare(f *testing.F) {
	for _, seed := range [][]byte{
		pngOf(f, quarters()), photo(f, quarters(), binary.LittleEndian, 6), bomb(9, 9), fromBase64(f, webpOpaque), fromBase64(f, webpClear),
	} {
		f.Add(seed)
	}
	p := New(nil, Options{Size: 16, MaxPixels: 4096})
	f.Fuzz(func(t *testing.T, file []byte) {
		made, err := p.square(t.Context(), file)
		var public *auth.Error
		switch {
		case err != nil && !errors.As(err, &public):
			t.Fatal(err)
		case err != nil:
			return
		}
		config, kind, err := image.DecodeConfig(bytes.NewReader(made.body))
		if err != nil || "image/"+kind != made.kind || config.Width != config.Height || config.Width > 16 || bytes.Contains(made.body, []byte("Exif\x00")) {
			t.Fatalf("%s of %d × %d, %v", kind, config.Width, config.Height, err)
		}
	})
}
