//go:build !purego

#include "textflag.h"

// A quarter of a half double round: b ^= (a + d) <<< n, on four columns or rows at once.
#define QUARTER(a, d, b, n) \
	MOVO  a, X4;        \
	PADDL d, X4;        \
	MOVO  X4, X5;       \
	PSLLL $n, X4;       \
	PSRLL $(32-n), X5;  \
	PXOR  X4, b;        \
	PXOR  X5, b

// A double round: the columns, then, with the lanes turned, the rows.
#define DOUBLE \
	QUARTER(X0, X3, X1, 7);  \
	QUARTER(X1, X0, X2, 9);  \
	QUARTER(X2, X1, X3, 13); \
	QUARTER(X3, X2, X0, 18); \
	PSHUFL $0x93, X1, X1;    \
	PSHUFL $0x4e, X2, X2;    \
	PSHUFL $0x39, X3, X3;    \
	QUARTER(X0, X1, X3, 7);  \
	QUARTER(X3, X0, X2, 9);  \
	QUARTER(X2, X3, X1, 13); \
	QUARTER(X1, X2, X0, 18); \
	PSHUFL $0x39, X1, X1;    \
	PSHUFL $0x4e, X2, X2;    \
	PSHUFL $0x93, X3, X3

// SALSA computes X0…X3 = Salsa20/8(X0…X3 ⊕ in ⊕ mask) for 64 bytes at an offset, and
// stores it.
#define SALSA(offset, to) \
	MOVOU offset+0(SI), X8;   \
	MOVOU offset+16(SI), X9;  \
	MOVOU offset+32(SI), X10; \
	MOVOU offset+48(SI), X11; \
	MOVOU offset+0(DX), X12;  \
	MOVOU offset+16(DX), X13; \
	MOVOU offset+32(DX), X14; \
	MOVOU offset+48(DX), X15; \
	PXOR  X12, X8;            \
	PXOR  X13, X9;            \
	PXOR  X14, X10;           \
	PXOR  X15, X11;           \
	PXOR  X8, X0;             \
	PXOR  X9, X1;             \
	PXOR  X10, X2;            \
	PXOR  X11, X3;            \
	MOVO  X0, X8;             \
	MOVO  X1, X9;             \
	MOVO  X2, X10;            \
	MOVO  X3, X11;            \
	DOUBLE;                   \
	DOUBLE;                   \
	DOUBLE;                   \
	DOUBLE;                   \
	PADDL X8, X0;             \
	PADDL X9, X1;             \
	PADDL X10, X2;            \
	PADDL X11, X3;            \
	MOVOU X0, to+0(DI);       \
	MOVOU X1, to+16(DI);      \
	MOVOU X2, to+32(DI);      \
	MOVOU X3, to+48(DI)

// func mixVector(out, in, mask *block)
TEXT ·mixVector(SB), NOSPLIT, $0-24
	MOVQ out+0(FP), DI
	MOVQ in+8(FP), SI
	MOVQ mask+16(FP), DX

	// The chain begins with the last 64 bytes.
	MOVOU 1984(SI), X0
	MOVOU 2000(SI), X1
	MOVOU 2016(SI), X2
	MOVOU 2032(SI), X3
	MOVOU 1984(DX), X12
	MOVOU 2000(DX), X13
	MOVOU 2016(DX), X14
	MOVOU 2032(DX), X15
	PXOR  X12, X0
	PXOR  X13, X1
	PXOR  X14, X2
	PXOR  X15, X3
	MOVQ  $16, CX

pair:
	SALSA(0, 0)     // even ones to the first half
	SALSA(64, 1024) // odd ones to the second
	ADDQ $128, SI
	ADDQ $128, DX
	ADDQ $64, DI
	DECQ CX
	JNZ  pair
	RET
