package wire

// indexed is the number of members from which looking for a name is done in a map:
// an object of a hostile client may have hundreds of thousands.
const indexed = 32

// Builder makes an object of members that come in any number. The zero value is an empty
// object.
type Builder struct {
	Object
	places map[string]int // of the members, from indexed on
}

// At returns the place of a member, or -1.
func (b *Builder) At(key string) int {
	if b.places != nil {
		if i, ok := b.places[key]; ok {
			return i
		}
		return -1
	}
	for i := range b.Object {
		if b.Object[i].Key == key {
			return i
		}
	}
	return -1
}

// Set replaces a member's value in place or appends the member.
func (b *Builder) Set(key string, value any) {
	if i := b.At(key); i >= 0 {
		b.Object[i].Value = value
		return
	}
	b.Object = append(b.Object, Member{key, value})
	switch {
	case b.places != nil:
		b.places[key] = len(b.Object) - 1
	case len(b.Object) == indexed:
		b.places = make(map[string]int, 2*indexed)
		for i := range b.Object {
			b.places[b.Object[i].Key] = i
		}
	}
}
