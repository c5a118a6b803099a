package chunk

import "slices"

// passage is what becomes a [Chunk].
type passage struct {
	blocks  []Block
	overlap int
}

// pack divides a section's blocks into passages of at most options.Max tokens, as equal in length as whole blocks
// allow. Only paragraphs are ever divided, between sentences; a longer block of another kind is a passage of its own
// length.
func pack(blocks []Block, options Options) []passage {
	var pieces []Block
	total := 0
	for _, block := range blocks {
		pieces = append(pieces, divide(block, options.Max)...)
		total += Tokens(block.Text)
	}
	if len(pieces) == 0 {
		return nil
	}
	parts := (total + options.Max - 1) / options.Max
	target := (total + parts - 1) / parts

	var passages []passage
	var current passage
	size := 0
	for _, piece := range pieces {
		length := Tokens(piece.Text)
		// A passage closes when the next piece would not fit, or when leaving it out comes nearer to the target.
		if size > 0 && (size+length > options.Max || size+length-target > target-size) {
			passages = append(passages, current)
			current = begin(current, options.Overlap)
			size = 0
		}
		current.blocks = append(current.blocks, piece)
		size += length
	}
	return append(passages, current)
}

// begin starts a passage with the end of the one before, when that is prose.
func begin(before passage, overlap int) passage {
	last := before.blocks[len(before.blocks)-1]
	if last.Kind != Prose {
		return passage{}
	}
	sentences := Sentences(last.Text)
	tail := ""
	for _, sentence := range slices.Backward(sentences) {
		longer := join(sentence, tail, " ")
		if Tokens(longer) > overlap {
			break
		}
		tail = longer
	}
	if tail == "" {
		return passage{}
	}
	repeated := last
	repeated.Text = tail
	return passage{blocks: []Block{repeated}, overlap: 1}
}

// divide cuts a paragraph that is longer than most tokens. Its parts keep the paragraph's place in the file.
func divide(block Block, most int) []Block {
	if block.Kind != Prose || Tokens(block.Text) <= most {
		return []Block{block}
	}
	var parts []Block
	part := block
	part.Text = ""
	for _, sentence := range Sentences(block.Text) {
		longer := join(part.Text, sentence, " ")
		if part.Text != "" && Tokens(longer) > most {
			parts = append(parts, part)
			longer = sentence
		}
		part.Text = longer
	}
	return append(parts, part)
}
