package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation is how a JPEG file lies, 1 to 8: cameras store what their sensor sees and say in
// the file how it was held (Exif 2.32, section 4.6.4, tag 0x0112). It is lost with the file, so
// the square is turned.
func orientation(file []byte) int {
	const app1, startOfScan = 0xe1, 0xda
	rest := file[2:]
	for len(rest) >= 4 && rest[0] == 0xff {
		marker, size := rest[1], int(binary.BigEndian.Uint16(rest[2:]))
		if marker == 0xff { // filling
			rest = rest[1:]
			continue
		}
		if marker == startOfScan || size < 2 || 2+size > len(rest) {
			break
		}
		if exif, is := bytes.CutPrefix(rest[4:2+size], []byte("Exif\x00\x00")); is && marker == app1 {
			return fromTIFF(exif)
		}
		rest = rest[2+size:]
	}
	return 1
}

// fromTIFF looks through the first directory of an Exif block (TIFF 6.0, section 2).
func fromTIFF(block []byte) int {
	const tag, short, entry = 0x0112, 3, 12
	var order binary.ByteOrder = binary.BigEndian
	switch {
	case len(block) < 8:
		return 1
	case string(block[:4]) == "II*\x00":
		order = binary.LittleEndian
	case string(block[:4]) != "MM\x00*":
		return 1
	}
	at := int64(order.Uint32(block[4:]))
	if at+2 > int64(len(block)) {
		return 1
	}
	count, rest := int(order.Uint16(block[at:])), block[at+2:]
	for ; count > 0 && len(rest) >= entry; count, rest = count-1, rest[entry:] {
		if order.Uint16(rest) == tag && order.Uint16(rest[2:]) == short {
			return int(order.Uint16(rest[8:]))
		}
	}
	return 1
}

// upright turns a square that lies as an orientation says. One that nobody knows leaves it as
// it is.
func upright(from *image.RGBA, orientation int) *image.RGBA {
	last := from.Rect.Dx() - 1
	sources := []func(x, y int) (int, int){
		2: func(x, y int) (int, int) { return last - x, y },
		3: func(x, y int) (int, int) { return last - x, last - y },
		4: func(x, y int) (int, int) { return x, last - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return y, last - x },
		7: func(x, y int) (int, int) { return last - y, last - x },
		8: func(x, y int) (int, int) { return last - y, x },
	}
	if orientation >= len(sources) || sources[orientation] == nil {
		return from
	}
	turned := image.NewRGBA(from.Rect)
	for y := range last + 1 {
		for x := range last + 1 {
			turned.SetRGBA(x, y, from.RGBAAt(sources[orientation](x, y)))
		}
	}
	return turned
}
