package picture

import "github.com/lyceum/lyceum/auth"

// The plugin's error codes. Do not rename: clients test for them.
var (
	Missing     = auth.Code{Name: "PICTURE_MISSING", Message: "The body must be a picture"}
	Unsupported = auth.Code{Name: "PICTURE_NOT_SUPPORTED", Message: "The picture must be a PNG, JPEG or WebP file"}
	Unreadable  = auth.Code{Name: "PICTURE_UNREADABLE", Message: "The picture cannot be read"}
	TooLarge    = auth.Code{Name: "PICTURE_TOO_LARGE", Message: "The picture has too many pixels"}
	NotFound    = auth.Code{Name: "PICTURE_NOT_FOUND", Message: "Picture not found"}
)
