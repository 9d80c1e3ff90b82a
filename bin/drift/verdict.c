#include "verdict.h"

const char *
drift_verdict_word(enum drift_verdict verdict)
{
	switch (verdict) {
	case DRIFT_PASS:
		return "pass";
	case DRIFT_FAIL:
		return "fail";
	case DRIFT_UNDECIDED:
		return "undecided";
	case DRIFT_OFF:
		break;
	}
	return "off";
}

static int
weight(enum drift_verdict verdict)
{
	switch (verdict) {
	case DRIFT_FAIL:
		return 3;
	case DRIFT_UNDECIDED:
		return 2;
	case DRIFT_PASS:
		return 1;
	case DRIFT_OFF:
		break;
	}
	return 0;
}

enum drift_verdict
drift_verdict_worse(enum drift_verdict a, enum drift_verdict b)
{
	return weight(a) >= weight(b) ? a : b;
}
