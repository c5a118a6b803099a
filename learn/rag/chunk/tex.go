package chunk

import (
	"strings"
	"unicode/utf8"
)

// plainTeX writes a formula as text: \frac{g}{l}\,\theta becomes g/l θ. It knows the TeX that lessons use; a command
// it does not know is written by its name. The result is for reading and for search, not for typesetting.
func plainTeX(tex string) string {
	p := &texParser{rest: tex}
	text := p.sequence("")
	return strings.Join(strings.Fields(text), " ")
}

type texParser struct {
	rest  string
	depth int
	cell  string // what separates the cells of the environment
}

// maxDepth bounds recursion: nobody writes formulas nested that deep.
const maxDepth = 50

// sequence reads up to the closing brace or \end{…} named by stop.
func (p *texParser) sequence(stop string) string {
	var text strings.Builder
	for p.rest != "" {
		if stop != "" && strings.HasPrefix(p.rest, stop) {
			p.rest = p.rest[len(stop):]
			break
		}
		switch c := p.rest[0]; c {
		case '^', '_':
			p.rest = p.rest[1:]
			text.WriteString(script(c, p.argument()))
		default:
			text.WriteString(p.atom())
		}
	}
	return text.String()
}

// atom reads one character, one group or one command with its arguments.
func (p *texParser) atom() string {
	switch c := p.rest[0]; c {
	case '{':
		p.rest = p.rest[1:]
		return p.group()
	case '\\':
		return p.command()
	case '&':
		p.rest = p.rest[1:]
		return p.cell
	case '~':
		p.rest = p.rest[1:]
		return " "
	default:
		_, size := utf8.DecodeRuneInString(p.rest)
		text := p.rest[:size]
		p.rest = p.rest[size:]
		if text == "'" {
			return "′"
		}
		return text
	}
}

func (p *texParser) group() string {
	if p.depth >= maxDepth {
		text := p.rest
		p.rest = ""
		return text
	}
	p.depth++
	defer func() { p.depth-- }()
	return p.sequence("}")
}

// argument reads what a command or a script applies to.
func (p *texParser) argument() string {
	p.rest = strings.TrimLeft(p.rest, " \n")
	if p.rest == "" || p.depth >= maxDepth {
		return ""
	}
	p.depth++
	defer func() { p.depth-- }()
	return strings.TrimSpace(p.atom())
}

// raw reads a group without interpreting it.
func (p *texParser) raw() string {
	p.rest = strings.TrimLeft(p.rest, " ")
	if !strings.HasPrefix(p.rest, "{") {
		return p.argument()
	}
	text, rest, _ := strings.Cut(p.rest[1:], "}")
	p.rest = rest
	return text
}

func (p *texParser) command() string {
	end := 1
	for end < len(p.rest) && isName(p.rest[end], true) && p.rest[end] != '_' {
		end++
	}
	if end == 1 { // an escaped character
		_, size := utf8.DecodeRuneInString(p.rest[1:])
		end += size
	}
	name := p.rest[1:end]
	p.rest = p.rest[end:]
	if symbol, ok := texSymbols[name]; ok {
		return symbol
	}
	if mark, ok := texAccents[name]; ok {
		return accent(p.argument(), mark)
	}
	switch name {
	case `\`:
		return p.newline()
	case "frac", "dfrac", "tfrac":
		return p.fraction()
	case "sqrt":
		return "√" + bracketed(p.argument())
	case "text", "textrm", "textbf", "mathrm", "operatorname", "mathsf", "texttt":
		return p.raw()
	case "begin":
		return p.environment()
	case "mathbf", "boldsymbol", "mathbb", "mathcal", "mathit", "bm", "underline", "boxed":
		return p.argument()
	case "left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr":
		p.rest = strings.TrimPrefix(p.rest, ".") // an invisible bracket
		return ""
	default:
		return name
	}
}

func (p *texParser) fraction() string {
	above, below := p.argument(), p.argument()
	return bracketed(above) + "/" + bracketed(below)
}

func (p *texParser) environment() string {
	name := p.raw()
	if p.depth >= maxDepth {
		return ""
	}
	if name == "array" {
		p.raw() // the columns
	}
	matrix := strings.Contains(name, "matrix") || name == "array"
	outer := p.cell
	p.cell = " "
	if matrix {
		p.cell = ", "
	}
	p.depth++
	text := p.sequence(`\end{` + name + "}")
	p.depth--
	p.cell = outer
	text = strings.Trim(strings.Join(strings.Fields(text), " "), " ;")
	text = strings.NewReplacer(" ,", ",", " ;", ";").Replace(text)
	if matrix {
		return "[" + text + "]"
	}
	return text
}

// newline is the end of a row, with or without the space that follows it.
func (p *texParser) newline() string {
	if strings.HasPrefix(p.rest, "[") {
		_, p.rest, _ = strings.Cut(p.rest, "]")
	}
	return "; "
}

// bracketed puts brackets around what is not a single term.
func bracketed(text string) string {
	if utf8.RuneCountInString(text) > 1 && strings.ContainsAny(text, " +-−/·=,") || strings.Contains(text, "√") {
		return "(" + text + ")"
	}
	return text
}

func accent(text, mark string) string {
	if utf8.RuneCountInString(text) == 1 {
		return text + mark
	}
	return bracketed(text)
}

// script writes an index or an exponent, small where Unicode has the characters.
func script(kind byte, text string) string {
	if text == "" {
		return ""
	}
	from, to := subscripts, subscriptForms
	if kind == '^' {
		from, to = superscripts, superscriptForms
	}
	var small strings.Builder
	for _, r := range strings.ReplaceAll(text, " ", "") {
		at := strings.IndexRune(from, r)
		if at < 0 {
			return plainScript(kind, text)
		}
		small.WriteRune([]rune(to)[utf8.RuneCountInString(from[:at])])
	}
	return small.String()
}

func plainScript(kind byte, text string) string {
	if utf8.RuneCountInString(text) == 1 {
		return string(kind) + text
	}
	if bracketed(text) == text {
		if kind == '_' || isWord(text) {
			return string(kind) + text
		}
		return string(kind) + "(" + text + ")"
	}
	return string(kind) + bracketed(text)
}

func isWord(text string) bool {
	for _, r := range text {
		if r > 0x7f || !isName(byte(r), false) {
			return false
		}
	}
	return true
}
