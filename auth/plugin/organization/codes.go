package organization

import "github.com/lyceum/lyceum/auth"

// The plugin's error codes (better-auth-plugins, section 1.9). Do not rename: clients test
// for them.
var (
	YouAreNotAllowedToCreateANewOrganization                      = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION", Message: "You are not allowed to create a new organization"}
	YouHaveReachedTheMaximumNumberOfOrganizations                 = auth.Code{Name: "YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_ORGANIZATIONS", Message: "You have reached the maximum number of organizations"}
	OrganizationAlreadyExists                                     = auth.Code{Name: "ORGANIZATION_ALREADY_EXISTS", Message: "Organization already exists"}
	OrganizationSlugAlreadyTaken                                  = auth.Code{Name: "ORGANIZATION_SLUG_ALREADY_TAKEN", Message: "Organization slug already taken"}
	OrganizationNotFound                                          = auth.Code{Name: "ORGANIZATION_NOT_FOUND", Message: "Organization not found"}
	UserIsNotAMemberOfTheOrganization                             = auth.Code{Name: "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION", Message: "User is not a member of the organization"}
	YouAreNotAllowedToUpdateThisOrganization                      = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_ORGANIZATION", Message: "You are not allowed to update this organization"}
	YouAreNotAllowedToDeleteThisOrganization                      = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_ORGANIZATION", Message: "You are not allowed to delete this organization"}
	NoActiveOrganization                                          = auth.Code{Name: "NO_ACTIVE_ORGANIZATION", Message: "No active organization"}
	UserIsAlreadyAMemberOfThisOrganization                        = auth.Code{Name: "USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION", Message: "User is already a member of this organization"}
	MemberNotFound                                                = auth.Code{Name: "MEMBER_NOT_FOUND", Message: "Member not found"}
	RoleNotFound                                                  = auth.Code{Name: "ROLE_NOT_FOUND", Message: "Role not found"}
	YouAreNotAllowedToCreateANewTeam                              = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_TEAM", Message: "You are not allowed to create a new team"}
	TeamAlreadyExists                                             = auth.Code{Name: "TEAM_ALREADY_EXISTS", Message: "Team already exists"}
	TeamNotFound                                                  = auth.Code{Name: "TEAM_NOT_FOUND", Message: "Team not found"}
	YouCannotLeaveTheOrganizationAsTheOnlyOwner                   = auth.Code{Name: "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER", Message: "You cannot leave the organization as the only owner"}
	YouCannotLeaveTheOrganizationWithoutAnOwner                   = auth.Code{Name: "YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER", Message: "You cannot leave the organization without an owner"}
	YouAreNotAllowedToDeleteThisMember                            = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_MEMBER", Message: "You are not allowed to delete this member"}
	YouAreNotAllowedToInviteUsersToThisOrganization               = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION", Message: "You are not allowed to invite users to this organization"}
	UserIsAlreadyInvitedToThisOrganization                        = auth.Code{Name: "USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION", Message: "User is already invited to this organization"}
	InvitationNotFound                                            = auth.Code{Name: "INVITATION_NOT_FOUND", Message: "Invitation not found"}
	YouAreNotTheRecipientOfTheInvitation                          = auth.Code{Name: "YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION", Message: "You are not the recipient of the invitation"}
	EmailVerificationRequiredBeforeAcceptingOrRejectingInvitation = auth.Code{Name: "EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION", Message: "Email verification required before accepting or rejecting invitation"}
	EmailVerificationRequiredForInvitation                        = auth.Code{Name: "EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION", Message: "Email verification required to view or list invitations for the session email"}
	YouAreNotAllowedToCancelThisInvitation                        = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_CANCEL_THIS_INVITATION", Message: "You are not allowed to cancel this invitation"}
	YouAreNotAllowedToListInvitations                             = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_LIST_INVITATIONS", Message: "You are not allowed to list invitations for this organization"}
	InviterIsNoLongerAMemberOfTheOrganization                     = auth.Code{Name: "INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION", Message: "Inviter is no longer a member of the organization"}
	YouAreNotAllowedToInviteUserWithThisRole                      = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE", Message: "You are not allowed to invite a user with this role"}
	FailedToRetrieveInvitation                                    = auth.Code{Name: "FAILED_TO_RETRIEVE_INVITATION", Message: "Failed to retrieve invitation"}
	YouHaveReachedTheMaximumNumberOfTeams                         = auth.Code{Name: "YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_TEAMS", Message: "You have reached the maximum number of teams"}
	UnableToRemoveLastTeam                                        = auth.Code{Name: "UNABLE_TO_REMOVE_LAST_TEAM", Message: "Unable to remove last team"}
	YouAreNotAllowedToUpdateThisMember                            = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER", Message: "You are not allowed to update this member"}
	OrganizationMembershipLimitReached                            = auth.Code{Name: "ORGANIZATION_MEMBERSHIP_LIMIT_REACHED", Message: "Organization membership limit reached"}
	YouAreNotAllowedToCreateTeamsInThisOrganization               = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_CREATE_TEAMS_IN_THIS_ORGANIZATION", Message: "You are not allowed to create teams in this organization"}
	YouAreNotAllowedToDeleteTeamsInThisOrganization               = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_DELETE_TEAMS_IN_THIS_ORGANIZATION", Message: "You are not allowed to delete teams in this organization"}
	YouAreNotAllowedToUpdateThisTeam                              = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_TEAM", Message: "You are not allowed to update this team"}
	YouAreNotAllowedToDeleteThisTeam                              = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_TEAM", Message: "You are not allowed to delete this team"}
	InvitationLimitReached                                        = auth.Code{Name: "INVITATION_LIMIT_REACHED", Message: "Invitation limit reached"}
	TeamMemberLimitReached                                        = auth.Code{Name: "TEAM_MEMBER_LIMIT_REACHED", Message: "Team member limit reached"}
	UserIsNotAMemberOfTheTeam                                     = auth.Code{Name: "USER_IS_NOT_A_MEMBER_OF_THE_TEAM", Message: "User is not a member of the team"}
	YouCanNotAccessTheMembersOfThisTeam                           = auth.Code{Name: "YOU_CAN_NOT_ACCESS_THE_MEMBERS_OF_THIS_TEAM", Message: "You are not allowed to list the members of this team"}
	YouDoNotHaveAnActiveTeam                                      = auth.Code{Name: "YOU_DO_NOT_HAVE_AN_ACTIVE_TEAM", Message: "You do not have an active team"}
	YouAreNotAllowedToCreateANewTeamMember                        = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_TEAM_MEMBER", Message: "You are not allowed to create a new member"}
	YouAreNotAllowedToRemoveATeamMember                           = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_REMOVE_A_TEAM_MEMBER", Message: "You are not allowed to remove a team member"}
	YouAreNotAllowedToAccessThisOrganization                      = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_ACCESS_THIS_ORGANIZATION", Message: "You are not allowed to access this organization as an owner"}
	YouAreNotAMemberOfThisOrganization                            = auth.Code{Name: "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION", Message: "You are not a member of this organization"}
	MissingAcInstance                                             = auth.Code{Name: "MISSING_AC_INSTANCE", Message: "Dynamic Access Control requires a pre-defined ac instance on the server auth plugin. Read server logs for more information"}
	YouMustBeInAnOrganizationToCreateARole                        = auth.Code{Name: "YOU_MUST_BE_IN_AN_ORGANIZATION_TO_CREATE_A_ROLE", Message: "You must be in an organization to create a role"}
	YouAreNotAllowedToCreateARole                                 = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_ROLE", Message: "You are not allowed to create a role"}
	YouAreNotAllowedToUpdateARole                                 = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_UPDATE_A_ROLE", Message: "You are not allowed to update a role"}
	YouAreNotAllowedToDeleteARole                                 = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_DELETE_A_ROLE", Message: "You are not allowed to delete a role"}
	YouAreNotAllowedToReadARole                                   = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_READ_A_ROLE", Message: "You are not allowed to read a role"}
	YouAreNotAllowedToListARole                                   = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_LIST_A_ROLE", Message: "You are not allowed to list a role"}
	YouAreNotAllowedToGetARole                                    = auth.Code{Name: "YOU_ARE_NOT_ALLOWED_TO_GET_A_ROLE", Message: "You are not allowed to get a role"}
	TooManyRoles                                                  = auth.Code{Name: "TOO_MANY_ROLES", Message: "This organization has too many roles"}
	InvalidResource                                               = auth.Code{Name: "INVALID_RESOURCE", Message: "The provided permission includes an invalid resource"}
	RoleNameIsAlreadyTaken                                        = auth.Code{Name: "ROLE_NAME_IS_ALREADY_TAKEN", Message: "That role name is already taken"}
	CannotDeleteAPreDefinedRole                                   = auth.Code{Name: "CANNOT_DELETE_A_PRE_DEFINED_ROLE", Message: "Cannot delete a pre-defined role"}
	RoleIsAssignedToMembers                                       = auth.Code{Name: "ROLE_IS_ASSIGNED_TO_MEMBERS", Message: "Cannot delete a role that is assigned to members. Please reassign the members to a different role first"}
	InvalidTeamId                                                 = auth.Code{Name: "INVALID_TEAM_ID", Message: "Team id contains a reserved character"}
	OrganizationDeletionDisabled                                  = auth.Code{Name: "ORGANIZATION_DELETION_DISABLED", Message: "Organization deletion is disabled"}
	// InvitationGone is what reject answers; it alone has an exclamation mark.
	InvitationGone = auth.Code{Name: "INVITATION_NOT_FOUND", Message: "Invitation not found!"}
)
