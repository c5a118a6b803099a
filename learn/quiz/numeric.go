package quiz

import "math"

func (p *quizParser) numeric(name string, source questionFile, question *Question) {
	if len(source.Options) > 0 {
		p.report(source.Line, "%s: options belong to single and multiple questions", name)
	}
	p.need(source.Line, name, "explanation", source.Explanation)
	if source.Answer == nil || !isFinite(*source.Answer) {
		p.report(source.Line, "%s: answer must be a number", name)
		return
	}
	question.Answer, question.Unit = *source.Answer, source.Unit
	if feedback := source.Feedback; feedback != nil {
		p.need(source.Line, name, "feedback for low", feedback.Low)
		p.need(source.Line, name, "feedback for high", feedback.High)
		question.Low = p.text(source.Line, name+": feedback", feedback.Low, p.render.block)
		question.High = p.text(source.Line, name+": feedback", feedback.High, p.render.block)
	}
	p.tolerance(name, source, question)
}

func (p *quizParser) tolerance(name string, source questionFile, question *Question) {
	switch absolute, relative := source.Tolerance, source.Relative; {
	case (absolute == nil) == (relative == nil):
		p.report(source.Line, "%s: give either tolerance (absolute) or relative", name)
	case absolute != nil && !(isFinite(*absolute) && *absolute > 0):
		p.report(source.Line, "%s: tolerance must be above 0", name)
	case absolute != nil:
		question.Tolerance = *absolute
	case !(*relative > 0 && *relative < 1):
		p.report(source.Line, "%s: relative must be above 0 and below 1", name)
	case question.Answer == 0:
		p.report(source.Line, "%s: relative to an answer of 0 nothing else would be right; give tolerance", name)
	default:
		question.Tolerance = *relative * math.Abs(question.Answer)
	}
}

func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// roundoff widens the tolerance by what decimal fractions lose as binary ones, so that the bounds themselves are right.
const roundoff = 1e-9

// accepts tells whether a number is near enough to the answer.
func (q *Question) accepts(x float64) bool {
	slack := roundoff*q.Tolerance + 4*epsilon*math.Abs(q.Answer)
	return math.Abs(x-q.Answer) <= q.Tolerance+slack
}

// epsilon is the distance from 1 to the next float64.
const epsilon = 0x1p-52
