#include "tokens_table.h"

#define N(list) (sizeof(list) / sizeof((list)[0]))

/* Clouds, and where source code is kept. */
static const struct shape at_marks[] = {
    {KIND_AWS_KEY, "AKIA%2{16}", PROOF_SHORT, ALONE},
    {KIND_AWS_KEY, "ASIA%2{16}", PROOF_SHORT, ALONE},
    {KIND_AWS_KEY, "AKIA%u{16}", PROOF_LETTERED, ALONE},
    {KIND_AWS_KEY, "ASIA%u{16}", PROOF_LETTERED, ALONE},
    {KIND_AWS_KEY, "ABIA%2{16}", PROOF_SHORT, ALONE},
    {KIND_AWS_KEY, "ACCA%2{16}", PROOF_SHORT, ALONE},
    {KIND_AWS_KEY, "A3T%u%2{16}", PROOF_SHORT, ALONE},
    {KIND_AWS_KEY, "A!BSKQ%b{108,268}%e{0,2}", PROOF_SHAPE, ALONE},
    {KIND_AWS_KEY, "A!BSK%b{109,269}%e{0,2}", PROOF_MIXED, APART},
    {KIND_GCP_KEY, "AIza%t{35}", PROOF_UNKNOWN, ALONE},
    {KIND_GCP_KEY, "AIzaSy%t{28,40}", PROOF_UNKNOWN, ALONE},
    {KIND_GCP_KEY, "ya29.%t{30,600}", PROOF_RANDOM, ALONE},
    {KIND_GCP_KEY, "ya29.c.%p{30,1200}", PROOF_RANDOM, ALONE},
    {KIND_GCP_KEY, "ya29.d.%p{30,1200}", PROOF_RANDOM, ALONE},
    {KIND_GCP_KEY, "GOCSPX-%t{20,40}", PROOF_RANDOM, ALONE},
    {KIND_GCP_KEY, "1//0%t{40,200}", PROOF_RANDOM, ALONE},
    {KIND_GCP_KEY, "AAAA%t{7}:!APA91b%t{120,180}", PROOF_RANDOM, ALONE},

    /* Microsoft: a secret of Entra ID; keys that carry their service's
     * signature at a fixed place; those that their name is beside. */
    {KIND_AZURE_KEY, "%v{3}!0Q~%v{31,34}", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%v{3}!1Q~%v{31,34}", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%v{3}!2Q~%v{31,34}", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%v{3}!3Q~%v{31,34}", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%v{3}!4Q~%v{31,34}", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%v{3}!5Q~%v{31,34}", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%v{3}!6Q~%v{31,34}", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%v{3}!7Q~%v{31,34}", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%v{3}!8Q~%v{31,34}", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%v{3}!9Q~%v{31,34}", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%a{76}!AZDO%a{4}", PROOF_RANDOM, ALONE}, /* DevOps */
    {KIND_AZURE_KEY, "%b{76}!+ASt%b{6}==", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%b{76}!ACDb%b{6}==", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%b{76}!+ABa%b{6}==", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%b{33}!+ASb%b{6}=", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%b{33}!+AEh%b{6}=", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%b{33}!+ARm%b{6}=", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%b{33}!AIoT%b{6}=", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%b{42}!+ACR%b{6}", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%b{42}!AzSe%b{6}", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%b{44}!AzFu%b{6}==", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "%b{52}!JQQJ99%b{26,30}%e{0,2}", PROOF_RANDOM, APART},
    {KIND_AZURE_KEY, "Accou!ntKey=(%b{86}==)", PROOF_RANDOM, GLUED},
    {KIND_AZURE_KEY, "SharedAcce!ssKey=(%b{43}=)", PROOF_RANDOM, GLUED},
    {KIND_AZURE_KEY, "&sig=(%q{40,100})", PROOF_MIXED, GLUED},
    {KIND_AZURE_KEY, "?sig=(%q{40,100})", PROOF_MIXED, GLUED},

    {KIND_GITLAB_TOKEN, "glpat-%t{18,300}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "glpat-%t{27,300}.%l{9}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "glpat-%t{27,300}.%l{2}.%l{9}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "glptt-%h{40}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "gldt-%t{18,300}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "glrt-%t{18,300}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "glrt-t%d_%t{27,300}.%l{9}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "glrt-t%d_%t{27,300}.%l{2}.%l{9}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "glrtr-%t{18,300}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "glcbt-%a{1,5}_%t{18,60}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "glft-%t{18,300}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "glffct-%t{18,300}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "gl!imt-%t{18,300}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "glagent-%t{40,300}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "glsoat-%t{18,300}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "gl!oas-%t{60,300}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "GR1348941%t{18,60}", PROOF_RANDOM, GLUED},

    {KIND_API_KEY, "DO00%u{16}", PROOF_LETTERED, ALONE},  /* Spaces */
    {KIND_API_KEY, "SCW%u{17}", PROOF_LETTERED, ALONE},	  /* Scaleway */
    {KIND_API_KEY, "K00%d%b{27}", PROOF_MIXED, APART},	  /* Backblaze */
    {KIND_API_KEY, "AQVN%t{35,38}", PROOF_RANDOM, APART}, /* Yandex */
    {KIND_API_KEY, "t1.%t{4,400}%e{0,2}.%t{86}%e{0,2}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "y0_%t{50,64}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "bce-v3/ALTAK-%a{16,32}/%h{40}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "fo1_%t{43}", PROOF_RANDOM, APART}, /* Fly.io */
    {KIND_API_KEY, "fm1a_%b{80,3000}%e{0,3}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "fm1r_%b{80,3000}%e{0,3}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "fm2_%b{80,3000}%e{0,3}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "HRKU-%t{30,80}", PROOF_RANDOM, ALONE}, /* Heroku */
    {KIND_API_KEY, "tk-us-%t{48}", PROOF_RANDOM, ALONE},   /* Scalingo */
    {KIND_API_KEY, "%l{14}.atla!sv1.%s{60,80}", PROOF_RANDOM, APART},
    {KIND_API_KEY, "%a{14}.atla!sv1.%s{60,80}", PROOF_RANDOM, APART},
    {KIND_API_KEY, "hvs.%t{24,200}", PROOF_RANDOM, ALONE}, /* Vault */
    {KIND_API_KEY, "hvb.%t{100,400}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "hvr.%t{24,200}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "sha2!56~%t{43}", PROOF_MIXED, ALONE}, /* OpenShift */
    {KIND_API_KEY, "dckr_pat_%t{24,60}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "dckr_oat_%t{24,60}", PROOF_RANDOM, ALONE},
    {KIND_PYPI_TOKEN, "pypi-!AgE%t{30,1000}", PROOF_RANDOM, GLUED},
};

struct shapes
shapes_of_clouds(void)
{
	return (struct shapes){at_marks, N(at_marks)};
}
