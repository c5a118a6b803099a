package chunk

const (
	subscripts       = "0123456789+-−=()aehijklmnoprstuvx"
	subscriptForms   = "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
	superscripts     = "0123456789+-−=()ni⊤′*"
	superscriptForms = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵀ′*"
)

// texAccents are combining marks that follow what they stand on.
var texAccents = map[string]string{
	"dot": "\u0307", "ddot": "\u0308", "dddot": "\u20db", "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304",
	"tilde": "\u0303", "vec": "\u20d7",
}

var texSymbols = map[string]string{
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
	"theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
	"rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
	"Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
	"Omega": "Ω", "ell": "ℓ", "hbar": "ħ", "nabla": "∇", "partial": "∂", "infty": "∞", "emptyset": "∅",

	"cdot": "·", "times": "×", "div": "÷", "pm": "±", "mp": "∓", "ast": "*", "circ": "∘", "otimes": "⊗", "oplus": "⊕",
	"le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "equiv": "≡", "sim": "~",
	"simeq": "≃", "propto": "∝", "ll": "≪", "gg": "≫", "in": " ∈ ", "notin": " ∉ ", "subset": " ⊂ ", "cup": "∪", "cap": "∩",
	"forall": "∀", "exists": "∃", "to": " → ", "rightarrow": " → ", "Rightarrow": " ⇒ ", "mapsto": " ↦ ", "gets": " ← ",
	"leftarrow": " ← ", "iff": " ⇔ ", "implies": " ⇒ ", "Longrightarrow": " ⇒ ", "longrightarrow": " → ", "perp": "⊥", "parallel": "∥", "angle": "∠", "mid": " | ",
	"sum": "∑", "prod": "∏", "int": "∫", "oint": "∮", "dots": "…", "ldots": "…", "cdots": "⋯", "vdots": "⋮",
	"top": "⊤", "prime": "′", "degree": "°", "dagger": "†", "star": "*", "lVert": "‖", "rVert": "‖", "Vert": "‖",
	"lvert": "|", "rvert": "|", "vert": "|", "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈",
	"rceil": "⌉", "backslash": `\`, "|": "‖",

	",": " ", ":": " ", ";": " ", "!": "", " ": " ", "quad": " ", "qquad": " ", "\n": " ",
	"{": "{", "}": "}", "%": "%", "$": "$", "#": "#", "&": "&", "_": "_",

	"displaystyle": "", "textstyle": "", "limits": "", "nolimits": "", "nonumber": "", "middle": "",

	"sin": "sin ", "cos": "cos ", "tan": "tan ", "arctan": "arctan ", "arcsin": "arcsin ", "arccos": "arccos ",
	"exp": "exp ", "log": "log ", "ln": "ln ", "min": "min ", "max": "max ", "det": "det ", "lim": "lim ", "arg": "arg ",
}
